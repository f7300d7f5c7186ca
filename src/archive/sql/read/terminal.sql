-- How an attempt ended.
SELECT draw, attempt, kind, digest, at
FROM terminal
WHERE draw = $1 AND attempt = $2
