-- Number of the next credit event.
SELECT coalesce(max(seq), 0) + 1 AS next FROM credit_event
