-- The latest head of the log.
SELECT size, note, at FROM log_checkpoint ORDER BY size DESC LIMIT 1
