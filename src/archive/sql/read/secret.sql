-- One secret of an attempt.
SELECT draw, attempt, name, value
FROM draw_secret
WHERE draw = $1 AND attempt = $2 AND name = $3
