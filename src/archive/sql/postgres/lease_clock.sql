-- The server's clock, which is the same for everybody, in milliseconds.
SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now
