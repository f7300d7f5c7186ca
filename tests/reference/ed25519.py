"""Ed25519 (RFC 8032) over Python's integers, for test vectors: slow, and not safe for keys that matter."""
from hashlib import sha256, sha512

P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D, I = -121665 * pow(121666, -1, P) % P, pow(2, (P - 1) // 4, P)


def recover(y, sign):
    """The point with this y whose x has this lowest bit; None if there is none."""
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if x * x % P == square else x * I % P
    if y >= P or x * x % P != square or (x == 0 and sign):
        return None
    return (x if x & 1 == sign else P - x), y


def add(a, b):
    (x1, y1), (x2, y2) = a, b
    k = D * x1 * x2 * y1 * y2 % P
    return (x1 * y2 + x2 * y1) * pow(1 + k, -1, P) % P, (y1 * y2 + x1 * x2) * pow(1 - k, -1, P) % P


def times(n, point):
    result = 0, 1
    while n:
        result = add(result, point) if n & 1 else result
        point, n = add(point, point), n >> 1
    return result


BASE = recover(4 * pow(5, -1, P) % P, 0)


def encode(point):
    return (point[1] | (point[0] & 1) << 255).to_bytes(32, "little")


def decode(data):
    n = int.from_bytes(data, "little")
    return recover(n & (1 << 255) - 1, n >> 255)


def scalars(seed):
    h = sha512(seed).digest()
    return int.from_bytes(h[:32], "little") & ~7 & (1 << 254) - 1 | 1 << 254, h[32:]


def public(seed):
    return encode(times(scalars(seed)[0], BASE))


def hashed(*parts):
    return int.from_bytes(sha512(b"".join(parts)).digest(), "little") % L


def sign(seed, message):
    a, prefix = scalars(seed)
    r = hashed(prefix, message)
    start = encode(times(r, BASE))
    return start + ((r + hashed(start, public(seed), message) * a) % L).to_bytes(32, "little")


def verify(key, message, signature):
    """Strict: no second scalar, no point of small order."""
    a, r, s = decode(key), decode(signature[:32]), int.from_bytes(signature[32:], "little")
    if len(signature) != 64 or not a or not r or s >= L or times(8, a) == (0, 1) or times(8, r) == (0, 1):
        return False
    return times(s, BASE) == add(r, times(hashed(signature[:32], key, message), a))


def key_id(name, kind, key):
    """Of a key in the text form of C2SP signed notes; kind 1 signs notes, 4 cosigns."""
    return sha256(name.encode() + b"\n" + bytes([kind]) + key).digest()[:4]
