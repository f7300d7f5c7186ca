-- Every writing command, in order.
SELECT seq, at, operator, verb, object, digest
FROM journal
ORDER BY seq
