-- Every recusal of a roster.
SELECT roster, inspector, subject, reason
FROM recusal
WHERE roster = $1
ORDER BY inspector, subject, reason
