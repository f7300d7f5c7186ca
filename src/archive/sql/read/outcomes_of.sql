-- Every revision of every outcome of one subject.
SELECT draw, attempt, subject, matter, revision, visited, methods, results, text, act
FROM outcome
WHERE subject = $1
ORDER BY draw, attempt, matter, revision
