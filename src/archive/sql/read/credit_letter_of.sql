-- The number of the letter that one act is.
SELECT authority, series, number, act
FROM credit_letter
WHERE act = $1
