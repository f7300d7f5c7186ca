-- One change of leases at a time in one archive, whatever the one writer is doing; the lock ends with the transaction.
SELECT pg_advisory_xact_lock(1398096196, hashtext(current_schema()))
