-- Acts that are letters of a number, whatever the authority.
SELECT authority, series, number, act
FROM credit_letter
WHERE series = $1 AND number = $2
ORDER BY act
