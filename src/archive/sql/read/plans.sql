-- The version in force of every plan.
SELECT p.number, p.version, p.name, p.text, p.digest, p.published_at
FROM plan AS p
WHERE p.version = (SELECT max(q.version) FROM plan AS q WHERE q.number = p.number)
ORDER BY p.number
