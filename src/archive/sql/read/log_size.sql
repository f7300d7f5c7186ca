-- The number of entries in the log.
SELECT coalesce(max(seq), -1) + 1 AS size FROM log_entry
