-- The last row of all leases, with the digest of the row written before it.
SELECT l.seq, l.name, l.token, l.holder, l.step, l.at, l.until, p.digest AS previous, l.digest
FROM lease AS l
LEFT JOIN lease AS p ON p.seq = l.seq - 1
ORDER BY l.seq DESC
LIMIT 1
