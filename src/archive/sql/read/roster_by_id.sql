-- One roster.
SELECT id, kind, as_of, digest, rows, source, imported_at
FROM roster
WHERE id = $1
