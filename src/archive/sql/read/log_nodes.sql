-- The hashes one entry completes.
SELECT seq, nodes FROM log_entry WHERE seq = $1
