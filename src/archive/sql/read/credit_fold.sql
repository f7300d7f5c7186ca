-- Every credit event, subject by subject, with what a roster says of its subject.
SELECT e.seq, s.subject_group, s.name, s.region, s.station, e.text, e.digest, e.act
FROM credit_event AS e LEFT JOIN subject AS s ON s.roster = $1 AND s.id = e.subject
ORDER BY e.subject, e.digest
