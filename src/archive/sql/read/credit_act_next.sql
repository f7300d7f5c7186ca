-- Number of the next act about credit.
SELECT coalesce(max(seq), 0) + 1 AS next FROM credit_act
