-- Every event that one act recorded, as recorded.
SELECT seq, subject, day, recorded, kind, text, digest, act
FROM credit_event
WHERE act = $1
ORDER BY seq
