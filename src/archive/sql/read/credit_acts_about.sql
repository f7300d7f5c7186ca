-- Every act about one subject, in order.
SELECT seq, at, actor, verb, object, text, digest, signature
FROM credit_act
WHERE object = $1
ORDER BY seq
