-- Every credit event of one subject, as recorded.
SELECT seq, subject, day, recorded, kind, text, digest, act
FROM credit_event
WHERE subject = $1
ORDER BY seq
