-- Every roster in order of import.
SELECT id, kind, as_of, digest, rows, source, imported_at
FROM roster
ORDER BY id
