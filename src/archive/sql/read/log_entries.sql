-- Entries of the log from one number up to another.
SELECT seq, kind, object, hash, at, nodes
FROM log_entry
WHERE seq >= $1 AND seq < $2
ORDER BY seq
