-- One writer at a time in one archive (a schema of a database); the lock ends with the transaction.
SELECT pg_advisory_xact_lock(1398096195, hashtext(current_schema()))
