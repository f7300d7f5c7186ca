-- Every act about one attempt, in order.
SELECT seq, at, actor, verb, object, text, digest, signature
FROM act
WHERE object = $1
ORDER BY seq
