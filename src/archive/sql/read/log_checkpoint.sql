-- The head of one size.
SELECT size, note, at FROM log_checkpoint WHERE size = $1
