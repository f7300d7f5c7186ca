-- Every problem found while a roster was imported, in file order.
SELECT roster, ordinal, file, row_number, heading, value, severity, rule, id, suggestion
FROM roster_issue
WHERE roster = $1
ORDER BY ordinal
