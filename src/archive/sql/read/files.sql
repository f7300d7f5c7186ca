-- Every file of an attempt.
SELECT draw, attempt, name, digest, bytes
FROM draw_file
WHERE draw = $1 AND attempt = $2
ORDER BY name
