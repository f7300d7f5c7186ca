-- Of a roster: subjects and inspectors that may be drawn, and input rows with a problem.
SELECT
  (SELECT count(*) FROM subject WHERE roster = $1 AND status = '1' AND dormant = 0) AS subjects,
  (SELECT count(*) FROM inspector WHERE roster = $1 AND valid = 1) AS inspectors,
  (SELECT count(*) FROM (
    SELECT DISTINCT file, row_number FROM roster_issue
    WHERE roster = $1 AND severity IN ('error', 'warning')
  ) AS told) AS issues
