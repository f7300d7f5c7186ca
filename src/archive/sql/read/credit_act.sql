-- One act about credit.
SELECT seq, at, actor, verb, object, text, digest, signature
FROM credit_act
WHERE seq = $1
