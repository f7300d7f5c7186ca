-- One attempt.
SELECT draw, attempt, plan, plan_version, commit_digest, subjects, inspectors, recusals, matters,
       frozen_at, draw_time, pulse_time, embargo
FROM draw
WHERE draw = $1 AND attempt = $2
