-- Whether a signature line is stored.
SELECT count(*) AS size FROM log_cosignature WHERE witness = $1 AND line = $2
