-- Every act that declined a proposal, in order.
SELECT seq, at, actor, verb, object, text, digest, signature
FROM credit_act
WHERE verb = 'decline'
ORDER BY seq
