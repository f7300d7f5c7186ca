-- Every column of every table.
SELECT t.name AS table_name, c.name AS column_name
FROM sqlite_schema AS t, pragma_table_info(t.name) AS c
WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite@_%' ESCAPE '@'
ORDER BY t.name, c.cid
