-- Writing commands of operators whose name does not match.
SELECT count(*) AS acts FROM journal WHERE operator NOT LIKE $1
