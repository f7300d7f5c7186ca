-- Every number of every sequence.
SELECT authority, series, number, act
FROM credit_letter
ORDER BY act
