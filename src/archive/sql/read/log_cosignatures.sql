-- The cosignatures under one head.
SELECT size, witness, line, at FROM log_cosignature WHERE size = $1 ORDER BY witness
