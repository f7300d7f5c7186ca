-- How many tables there are, and whether the table of versions is one of them.
SELECT count(*) AS tables, count(*) FILTER (WHERE name = 'schema_version') AS ours
FROM sqlite_schema
WHERE type = 'table' AND name NOT LIKE 'sqlite@_%' ESCAPE '@'
