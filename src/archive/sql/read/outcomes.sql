-- Every revision of every outcome of one attempt.
SELECT draw, attempt, subject, matter, revision, visited, methods, results, text, act
FROM outcome
WHERE draw = $1 AND attempt = $2
ORDER BY subject, matter, revision
