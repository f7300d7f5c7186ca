-- Every credit event, subject by subject.
SELECT seq, subject, day, recorded, kind, text, digest, act
FROM credit_event
ORDER BY subject, digest
