-- The last row of each of the leases that were used last, each with the digest of the row before it, descending.
SELECT l.seq, l.name, l.token, l.holder, l.step, l.at, l.until, p.digest AS previous, l.digest
FROM lease AS l
LEFT JOIN lease AS p ON p.seq = l.seq - 1
WHERE NOT EXISTS (SELECT 1 FROM lease AS n WHERE n.name = l.name AND n.seq > l.seq)
ORDER BY l.seq DESC
LIMIT $1
