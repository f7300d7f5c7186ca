-- The largest head a witness has cosigned; 0 if none.
SELECT coalesce(max(size), 0) AS size FROM log_cosignature WHERE witness = $1
