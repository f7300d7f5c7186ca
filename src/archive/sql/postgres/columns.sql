-- Every column of every table of the current schema.
SELECT table_name::text AS table_name, column_name::text AS column_name
FROM information_schema.columns
WHERE table_schema = current_schema()
ORDER BY table_name::text COLLATE "C", ordinal_position
