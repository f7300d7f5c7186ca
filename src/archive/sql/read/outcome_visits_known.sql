-- Visits between two days as they were known at a time: the latest revision entered before it.
SELECT o.subject, o.draw, o.attempt, o.visited,
       max(CASE WHEN o.methods LIKE '%M1%' THEN CAST(1 AS BIGINT) ELSE CAST(0 AS BIGINT) END) AS on_site
FROM outcome AS o JOIN act AS a ON a.seq = o.act
WHERE o.visited >= $1 AND o.visited <= $2 AND a.at < $3
  AND o.revision = (
    SELECT max(l.revision) FROM outcome AS l JOIN act AS b ON b.seq = l.act
    WHERE l.draw = o.draw AND l.attempt = o.attempt AND l.subject = o.subject AND l.matter = o.matter
      AND b.at < $3
  )
GROUP BY o.subject, o.draw, o.attempt, o.visited
ORDER BY o.subject, o.visited, o.draw, o.attempt
