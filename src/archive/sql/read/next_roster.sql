-- The number of the next roster.
SELECT coalesce(max(id), 0) + 1 AS next FROM roster
