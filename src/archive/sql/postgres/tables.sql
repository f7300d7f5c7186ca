-- How many tables the current schema has, and whether the table of versions is one of them.
SELECT count(*) AS tables, count(*) FILTER (WHERE tablename = 'schema_version') AS ours
FROM pg_catalog.pg_tables
WHERE schemaname = current_schema()
