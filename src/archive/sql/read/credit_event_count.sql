-- How many events one act recorded.
SELECT count(*) AS events FROM credit_event WHERE act = $1
