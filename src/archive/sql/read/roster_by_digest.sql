-- The roster with exactly these rows: a repeated import finds its result.
SELECT id, kind, as_of, digest, rows, source, imported_at
FROM roster
WHERE kind = $1 AND as_of = $2 AND digest = $3
