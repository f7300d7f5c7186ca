-- One change of leases at a time in one archive, whatever the one writer is doing; the lock ends with the transaction. Whoever has it
-- and stands still for two seconds, a process that was stopped, is cut off, so that the next one can go on.
SELECT set_config('idle_in_transaction_session_timeout', '2000', true), pg_advisory_xact_lock(1398096196, hashtext(current_schema()))
