-- Every act, in order.
SELECT seq, at, actor, verb, object, text, digest, signature
FROM act
ORDER BY seq
