-- When the last writing command acted.
SELECT at FROM journal ORDER BY seq DESC LIMIT 1
