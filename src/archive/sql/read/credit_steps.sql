-- Every act on the way to a decision, and every decision, in order.
SELECT seq, at, actor, verb, object, text, digest, signature
FROM credit_act
WHERE verb NOT IN ('import', 'record', 'repair', 'object')
ORDER BY seq
