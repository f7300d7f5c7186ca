-- One version of a plan.
SELECT number, version, name, text, digest, published_at
FROM plan
WHERE number = $1 AND version = $2
