-- Number of the next row that says for whom the archive is kept.
SELECT COALESCE(MAX(seq), 0) + 1 AS seq FROM bureau
