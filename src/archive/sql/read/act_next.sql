-- The number of the next act.
SELECT coalesce(max(seq), 0) + 1 AS next FROM act
