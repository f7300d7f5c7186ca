-- The roster in force on a day; of two for the same day the later import.
SELECT id, kind, as_of, digest, rows, source, imported_at
FROM roster
WHERE kind = $1 AND as_of <= $2
ORDER BY as_of DESC, id DESC
LIMIT 1
