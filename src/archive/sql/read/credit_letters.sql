-- Numbers of one sequence, ascending.
SELECT authority, series, number, act
FROM credit_letter
WHERE authority = $1 AND series = $2
ORDER BY number
