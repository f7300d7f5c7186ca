-- Visits between two days by their latest revisions: one row for each subject, attempt and day.
SELECT o.subject, o.draw, o.attempt, o.visited,
       max(CASE WHEN o.methods LIKE '%M1%' THEN CAST(1 AS BIGINT) ELSE CAST(0 AS BIGINT) END) AS on_site
FROM outcome AS o
WHERE o.visited >= $1 AND o.visited <= $2
  AND o.revision = (
    SELECT max(l.revision) FROM outcome AS l
    WHERE l.draw = o.draw AND l.attempt = o.attempt AND l.subject = o.subject AND l.matter = o.matter
  )
GROUP BY o.subject, o.draw, o.attempt, o.visited
ORDER BY o.subject, o.visited, o.draw, o.attempt
