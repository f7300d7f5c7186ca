-- Every row of every lease, each with the digest of the row before it, ascending.
SELECT l.seq, l.name, l.token, l.holder, l.step, l.at, l.until, p.digest AS previous, l.digest
FROM lease AS l
LEFT JOIN lease AS p ON p.seq = l.seq - 1
ORDER BY l.seq
