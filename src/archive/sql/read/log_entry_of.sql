-- The entry about one event.
SELECT seq, kind, object, hash, at, nodes
FROM log_entry
WHERE kind = $1 AND object = $2
