-- Every version of one plan.
SELECT number, version, name, text, digest, published_at
FROM plan
WHERE number = $1
ORDER BY version
