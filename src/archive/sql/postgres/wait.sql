-- How long to wait for a lock inside this transaction, in milliseconds.
SELECT set_config('lock_timeout', $1, true)
