-- The number of the next journal row.
SELECT coalesce(max(seq), 0) + 1 AS next FROM journal
