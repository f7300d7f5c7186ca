-- Every act about proposals of one subject, alone or in a batch, in order; $2 is found in the text of a batch.
SELECT seq, at, actor, verb, object, text, digest, signature
FROM credit_act
WHERE object = $1 OR (object = 'batch' AND text LIKE $2)
ORDER BY seq
