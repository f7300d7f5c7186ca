-- Every attempt of every draw.
SELECT draw, attempt, plan, plan_version, commit_digest, subjects, inspectors, recusals, matters,
       frozen_at, draw_time, pulse_time, embargo
FROM draw
ORDER BY frozen_at, draw, attempt
