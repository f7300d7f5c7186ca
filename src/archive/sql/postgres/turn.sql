-- One command at a time that reads, decides and writes (a schema of a database); the lock ends with the session.
SELECT pg_advisory_lock(1398096197, hashtext(current_schema()))
