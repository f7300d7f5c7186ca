-- Who is who in an attempt.
SELECT draw, attempt, pseudonym, inspector
FROM pseudonym
WHERE draw = $1 AND attempt = $2
ORDER BY pseudonym
