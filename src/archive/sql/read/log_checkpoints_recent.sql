-- The latest heads of the log, the largest first.
SELECT size, note, at FROM log_checkpoint ORDER BY size DESC LIMIT $1
