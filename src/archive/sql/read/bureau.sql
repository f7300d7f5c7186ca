-- For whom the archive is kept.
SELECT seq, region, body, at, operator FROM bureau ORDER BY seq DESC LIMIT 1
