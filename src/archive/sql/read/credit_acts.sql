-- Every act about credit, in order.
SELECT seq, at, actor, verb, object, text, digest, signature
FROM credit_act
ORDER BY seq
