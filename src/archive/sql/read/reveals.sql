-- Every opening of an attempt.
SELECT draw, attempt, witness, value, revealed_at
FROM reveal
WHERE draw = $1 AND attempt = $2
ORDER BY witness
