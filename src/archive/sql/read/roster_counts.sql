-- Of a roster: subjects and inspectors that may be drawn.
SELECT
  (SELECT count(*) FROM subject WHERE roster = $1 AND status = '1' AND dormant = 0) AS subjects,
  (SELECT count(*) FROM inspector WHERE roster = $1 AND valid = 1) AS inspectors
