-- The version of a plan that is in force.
SELECT number, version, name, text, digest, published_at
FROM plan
WHERE number = $1
ORDER BY version DESC
LIMIT 1
