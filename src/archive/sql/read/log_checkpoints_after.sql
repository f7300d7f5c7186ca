-- The next heads over more than so many entries.
SELECT size, note, at FROM log_checkpoint WHERE size > $1 ORDER BY size LIMIT $2
