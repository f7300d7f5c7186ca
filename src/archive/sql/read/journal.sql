-- Every writing command, in order.
SELECT seq, at, operator, verb, object, digest, signed
FROM journal
ORDER BY seq
