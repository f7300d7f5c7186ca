-- The cosigned heads that cover at least so many entries, from the smallest on.
SELECT size, note, at
FROM log_checkpoint
WHERE size >= $1 AND EXISTS (SELECT 1 FROM log_cosignature WHERE log_cosignature.size = log_checkpoint.size)
ORDER BY size
LIMIT $2
