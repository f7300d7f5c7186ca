-- The tables of a year in DuckDB: the same columns as src/report/tables, written from docs/reports.md. Macros give
-- the days; every statement is one table. Run by benches/report.sh with the variables `first` and `last` set.

CREATE MACRO inside(day) AS day BETWEEN getvariable('first') AND getvariable('last');
CREATE MACRO done_by(day) AS day IS NOT NULL AND day <= getvariable('last');
-- The facts are of the last day of the year: what ends on it is not over.
CREATE MACRO is_over(day) AS day IS NOT NULL AND day < getvariable('last');
CREATE MACRO rate(part, whole) AS CASE WHEN whole > 0 THEN (2000 * part + whole) // (2 * whole) END;
CREATE MACRO word(kind, manner) AS CASE WHEN manner = '' THEN kind ELSE kind || '/' || manner END;

CREATE VIEW tasks AS SELECT * FROM 'facts/tasks.parquet';
CREATE VIEW drawings AS SELECT * FROM 'facts/drawings.parquet';
CREATE VIEW visits AS SELECT * FROM 'facts/visits.parquet';
CREATE VIEW outcomes AS SELECT * FROM 'facts/outcomes.parquet';
CREATE VIEW seats AS SELECT * FROM 'facts/seats.parquet';
CREATE VIEW clocks AS SELECT * FROM 'facts/clocks.parquet';
CREATE VIEW credit AS SELECT * FROM 'facts/credit.parquet';
CREATE VIEW listings AS SELECT * FROM 'facts/listings.parquet';
CREATE VIEW libraries AS SELECT * FROM 'facts/libraries.parquet';
CREATE VIEW matters AS SELECT * FROM 'facts/matters.parquet';

-- 1 plans and tasks
COPY (
    WITH plan AS (
        SELECT min(region) AS region, bool_or(joint) AS joint, bool_or(done_by(opened)) AS opened,
               bool_and(done_by(done)) AS done
        FROM tasks
        WHERE year = year(getvariable('first')) AND done_by(published) AND NOT temporary GROUP BY plan)
    SELECT region, count(*) AS plans,
           count(*) FILTER (NOT joint AND NOT opened AND NOT done) AS own_waiting,
           count(*) FILTER (NOT joint AND opened AND NOT done) AS own_running,
           count(*) FILTER (NOT joint AND done) AS own_done,
           count(*) FILTER (joint AND NOT opened AND NOT done) AS joint_waiting,
           count(*) FILTER (joint AND opened AND NOT done) AS joint_running,
           count(*) FILTER (joint AND done) AS joint_done,
           count(*) FILTER (done) AS done, rate(count(*) FILTER (done), count(*)) AS plan_completion
    FROM plan GROUP BY region ORDER BY region) TO 'duckdb/plans-by-region.csv';
CREATE MACRO task_table(grouped) AS TABLE
    SELECT grouped AS key, count(*) FILTER (here) AS tasks, count(*) FILTER (here AND NOT temporary) AS annual,
           count(*) FILTER (here AND temporary) AS temporary, count(*) FILTER (here AND NOT joint) AS own,
           count(*) FILTER (here AND joint) AS joint, count(*) FILTER (here AND targeted) AS targeted,
           count(*) FILTER (here AND NOT targeted) AS untargeted,
           count(*) FILTER (here AND NOT done_by(opened) AND NOT done_by(done)) AS waiting,
           count(*) FILTER (here AND done_by(opened) AND NOT done_by(done)) AS running,
           count(*) FILTER (here AND done_by(done)) AS done,
           rate(count(*) FILTER (here AND done_by(done)), count(*) FILTER (here)) AS task_completion,
           rate(count(*) FILTER (here AND joint), count(*) FILTER (here)) AS joint_share
    FROM (SELECT *, year = year(getvariable('first')) AND done_by(published) AS here FROM tasks)
    GROUP BY 1 ORDER BY 1;
COPY (SELECT key AS region, * EXCLUDE key FROM task_table(region)) TO 'duckdb/tasks-by-region.csv';
COPY (SELECT key AS department, * EXCLUDE key FROM task_table(department)) TO 'duckdb/tasks-by-department.csv';
COPY (
    SELECT measure, count(*) FILTER (NOT joint) AS own, count(*) FILTER (joint) AS joint, count(*) AS "all",
           rate(count(*) FILTER (joint), count(*)) AS joint_share
    FROM (SELECT 'tasks' AS measure, joint FROM tasks
          WHERE year = year(getvariable('first')) AND done_by(published)
          UNION ALL SELECT 'visits', joint FROM visits WHERE inside(listed))
    GROUP BY measure ORDER BY measure) TO 'duckdb/joint-share.csv';

-- 2 inspections
CREATE MACRO inspection_table(grouped, zeros) AS TABLE
    SELECT grouped AS key, count(*) FILTER (here) AS due, count(*) FILTER (seen) AS published,
           count(*) FILTER (seen AND done_by(finished)) AS finished, count(*) FILTER (seen AND gone) AS gone,
           count(*) FILTER (seen AND absent) AS absent, count(*) FILTER (seen AND problem) AS problems,
           rate(count(*) FILTER (seen), count(*) FILTER (here)) AS completion,
           rate(count(*) FILTER (seen AND done_by(finished)), count(*) FILTER (seen)) AS finish_rate,
           rate(count(*) FILTER (seen AND problem), count(*) FILTER (seen)) AS problem_rate
    FROM (SELECT *, inside(listed) AS here, inside(listed) AND done_by(published) AS seen FROM visits)
    WHERE zeros OR here
    GROUP BY 1 ORDER BY 1;
COPY (SELECT key AS region, * EXCLUDE key FROM inspection_table(region, true)) TO 'duckdb/inspections-by-region.csv';
COPY (SELECT key AS authority, * EXCLUDE key FROM inspection_table(authority, true)) TO 'duckdb/inspections-by-authority.csv';
COPY (SELECT key AS department, * EXCLUDE key FROM inspection_table(department, true)) TO 'duckdb/inspections-by-department.csv';
COPY (SELECT key AS station, * EXCLUDE key FROM inspection_table(station, true)) TO 'duckdb/inspections-by-station.csv';
COPY (SELECT key AS industry, * EXCLUDE key FROM inspection_table(industry, false)) TO 'duckdb/inspections-by-industry.csv';
COPY (SELECT key AS kind, * EXCLUDE key FROM inspection_table(kind, false)) TO 'duckdb/inspections-by-type.csv';
COPY (SELECT key AS risk, * EXCLUDE key FROM inspection_table(risk, false)) TO 'duckdb/inspections-by-risk.csv';
COPY (
    SELECT plan, task, count(*) AS due, count(*) FILTER (seen) AS published,
           count(*) FILTER (seen AND done_by(finished)) AS finished, count(*) FILTER (seen AND gone) AS gone,
           count(*) FILTER (seen AND absent) AS absent, count(*) FILTER (seen AND problem) AS problems,
           rate(count(*) FILTER (seen), count(*)) AS completion,
           rate(count(*) FILTER (seen AND done_by(finished)), count(*) FILTER (seen)) AS finish_rate,
           rate(count(*) FILTER (seen AND problem), count(*) FILTER (seen)) AS problem_rate
    FROM (SELECT *, done_by(published) AS seen FROM visits WHERE inside(listed))
    GROUP BY 1, 2 ORDER BY 1, 2) TO 'duckdb/inspections-by-task.csv';
CREATE MACRO sheet_table(grouped) AS TABLE
    SELECT grouped AS key, count(*) FILTER (here) AS due,
           count(*) FILTER (here AND NOT done_by(visited) AND NOT done_by(published)) AS waiting,
           count(*) FILTER (here AND done_by(visited) AND NOT done_by(published)) AS entering,
           count(*) FILTER (here AND done_by(published)) AS published,
           rate(count(*) FILTER (here AND done_by(published)), count(*) FILTER (here)) AS completion
    FROM (SELECT *, inside(listed) AS here FROM visits) GROUP BY 1 ORDER BY 1;
COPY (SELECT key AS region, * EXCLUDE key FROM sheet_table(region)) TO 'duckdb/result-sheet-by-region.csv';
COPY (SELECT key AS department, * EXCLUDE key FROM sheet_table(department)) TO 'duckdb/result-sheet-by-department.csv';

-- 3 results
CREATE MACRO code_table(of) AS TABLE
    SELECT code, sum(results)::BIGINT AS results, sum(problems)::BIGINT AS problems,
           sum(finished)::BIGINT AS finished, sum(corrected)::BIGINT AS corrected,
           rate(sum(problems)::BIGINT, sum(results)::BIGINT) AS problem_rate,
           rate(sum(finished)::BIGINT, sum(results)::BIGINT) AS finish_rate
    FROM (SELECT unnest(string_split(joined, '+')) AS code, * FROM (
        SELECT of AS joined, count(*) AS results, count(*) FILTER (problem) AS problems,
               count(*) FILTER (done_by(finished)) AS finished, count(*) FILTER (corrections > 0) AS corrected
        FROM outcomes WHERE inside(published) GROUP BY 1))
    GROUP BY code ORDER BY code;
COPY (FROM code_table(results)) TO 'duckdb/results.csv';
COPY (FROM code_table(methods)) TO 'duckdb/methods.csv';
COPY (FROM code_table(disposals)) TO 'duckdb/disposals.csv';
CREATE MACRO has(joined, n, code) AS coalesce(sum(n) FILTER (list_contains(string_split(joined, '+'), code)),
0)::BIGINT;
CREATE MACRO result_table(grouped) AS TABLE
    SELECT key, sum(n)::BIGINT AS results, sum(p)::BIGINT AS problems, sum(f)::BIGINT AS finished,
           sum(c)::BIGINT AS corrected, rate(sum(p)::BIGINT, sum(n)::BIGINT) AS problem_rate,
           rate(sum(f)::BIGINT, sum(n)::BIGINT) AS finish_rate,
           has(joined, n, 'R1') AS r1, has(joined, n, 'R2') AS r2, has(joined, n, 'R3') AS r3,
           has(joined, n, 'R4') AS r4, has(joined, n, 'R5') AS r5, has(joined, n, 'R6') AS r6,
           has(joined, n, 'R7') AS r7, has(joined, n, 'R8') AS r8, has(joined, n, 'R9') AS r9,
           has(joined, n, 'G1') AS g1, has(joined, n, 'G2') AS g2, has(joined, n, 'G3') AS g3,
           has(joined, n, 'G4') AS g4
    FROM (SELECT grouped AS key, results AS joined, count(*) AS n, count(*) FILTER (problem) AS p,
                 count(*) FILTER (done_by(finished)) AS f, count(*) FILTER (corrections > 0) AS c
          FROM outcomes WHERE inside(published) GROUP BY 1, 2)
    GROUP BY key ORDER BY key;
COPY (SELECT key AS region, * EXCLUDE key FROM result_table(region)) TO 'duckdb/results-by-region.csv';
COPY (SELECT key AS department, * EXCLUDE key FROM result_table(department)) TO 'duckdb/results-by-department.csv';
COPY (SELECT key AS matter, * EXCLUDE key FROM result_table(matter)) TO 'duckdb/results-by-matter.csv';
COPY (SELECT key AS category, * EXCLUDE key FROM result_table(category)) TO 'duckdb/results-by-category.csv';
CREATE MACRO disposal_table(grouped) AS TABLE
    SELECT key, sum(n)::BIGINT AS results, sum(f)::BIGINT AS finished,
           rate(sum(f)::BIGINT, sum(n)::BIGINT) AS finish_rate, has(joined, n, 'D1') AS d1, has(joined,
           n, 'D2') AS d2, has(joined, n, 'D3') AS d3,
           has(joined, n, 'D4') AS d4, has(joined, n, 'D5') AS d5, has(joined, n, 'D6') AS d6
    FROM (SELECT grouped AS key, disposals AS joined, count(*) AS n, count(*) FILTER (done_by(finished)) AS f
          FROM outcomes WHERE inside(published) GROUP BY 1, 2)
    GROUP BY key ORDER BY key;
COPY (SELECT key AS region, * EXCLUDE key FROM disposal_table(region)) TO 'duckdb/disposals-by-region.csv';
COPY (SELECT key AS department, * EXCLUDE key FROM disposal_table(department)) TO 'duckdb/disposals-by-department.csv';
COPY (
    SELECT region, matter, count(*) AS results, count(*) FILTER (problem) AS problems,
           rate(count(*) FILTER (problem), count(*)) AS problem_rate
    FROM outcomes WHERE inside(published) GROUP BY 1, 2 ORDER BY 1, 2)
TO 'duckdb/results-by-region-and-matter.csv';

-- 4 time limits
CREATE VIEW timed AS
    SELECT department, code, count(*) FILTER (inside(started)) AS started,
           count(*) FILTER (inside(started) AND undated) AS undated,
           count(*) FILTER (inside(started) AND due IS NULL AND NOT undated) AS unknown,
           count(*) FILTER (inside(due) AND (is_over(due) OR done_by(done))) AS due,
           count(*) FILTER (inside(due) AND done_by(done) AND done <= due) AS on_time,
           count(*) FILTER (inside(due) AND done_by(done) AND done > due) AS late,
           count(*) FILTER (inside(due) AND is_over(due) AND NOT done_by(done)) AS undone,
           count(*) FILTER (done_by(started) AND NOT done_by(done)) AS "open",
           count(*) FILTER (done_by(started) AND NOT done_by(done) AND is_over(due)) AS overdue
    FROM clocks GROUP BY GROUPING SETS ((code), (department, code))
    HAVING count(*) FILTER (inside(started) OR inside(due) OR (done_by(started) AND NOT done_by(done))) > 0;
COPY (
    SELECT code, started, undated, unknown, due, on_time, late, undone, rate(on_time, due) AS on_time_rate, "open", overdue
    FROM timed WHERE department IS NULL ORDER BY code) TO 'duckdb/timeliness.csv';
COPY (
    SELECT department, code, started, undated, unknown, due, on_time, late, undone, rate(on_time, due) AS on_time_rate, "open",
           overdue
    FROM timed WHERE department IS NOT NULL ORDER BY department, code) TO 'duckdb/timeliness-by-department.csv';

COPY (
    SELECT department, count(*) FILTER (is_over(due) OR done_by(done)) AS due,
           count(*) FILTER (done_by(done) AND done <= due) AS on_time,
           count(*) FILTER (done_by(done) AND done > due) AS late,
           count(*) FILTER (is_over(due) AND NOT done_by(done)) AS undone,
           rate(count(*) FILTER (done_by(done) AND done <= due), count(*) FILTER (is_over(due) OR done_by(done))) AS on_time_rate
    FROM clocks WHERE inside(due) AND trigger IN ('inspection-ended', 'food-result-formed')
    GROUP BY department ORDER BY department) TO 'duckdb/publication-by-department.csv';

-- 5 workload
COPY (
    SELECT unit, count(DISTINCT officer) FILTER (inside(day)) AS officers,
           count(DISTINCT officer) FILTER (inside(visited)) AS visitors, count(*) FILTER (inside(day)) AS assigned,
           count(*) FILTER (inside(day) AND drawn) AS drawn, count(*) FILTER (inside(day) AND lead) AS leads,
           count(*) FILTER (inside(visited)) AS visited
    FROM seats WHERE inside(day) OR inside(visited) GROUP BY unit ORDER BY unit) TO 'duckdb/workload-by-unit.csv';
COPY (
    SELECT unit, officer, count(*) FILTER (inside(day)) AS assigned, count(*) FILTER (inside(day) AND drawn) AS drawn,
           count(*) FILTER (inside(day) AND lead) AS leads, count(*) FILTER (inside(visited)) AS visited
    FROM seats WHERE inside(day) OR inside(visited) GROUP BY unit, officer ORDER BY unit, officer)
TO 'duckdb/workload-by-officer.csv';

-- 6 coverage
CREATE VIEW newest AS
    SELECT * FROM libraries WHERE done_by(day) AND done_by(imported)
    QUALIFY row_number() OVER (PARTITION BY kind ORDER BY day DESC, imported DESC, rows DESC) = 1;
COPY (
    SELECT plan, task, sum(scope)::BIGINT AS scope, sum(at_cap)::BIGINT AS at_cap,
           sum(excluded)::BIGINT AS excluded, sum(eligible)::BIGINT AS eligible,
           sum(drawn)::BIGINT AS drawn, sum(reserve)::BIGINT AS reserve,
           rate(sum(drawn)::BIGINT, sum(eligible)::BIGINT) AS drawn_rate
    FROM drawings WHERE inside(day) GROUP BY plan, task ORDER BY plan, task) TO 'duckdb/coverage-by-task.csv';
COPY (
    SELECT measure, covered, "all", rate(covered, "all") AS coverage FROM (
        SELECT 'subjects' AS measure, (SELECT count(DISTINCT subject) FROM visits WHERE inside(listed)) AS covered,
               (SELECT usable FROM newest WHERE kind = 'subjects')::BIGINT AS "all"
        UNION ALL SELECT 'matters', (SELECT count(DISTINCT matter) FROM outcomes WHERE inside(published)),
               (SELECT count(*) FROM matters))
    ORDER BY measure) TO 'duckdb/coverage.csv';
COPY (
    SELECT visits, count(*) AS subjects FROM (
        SELECT CASE WHEN n > 2 THEN '3+' ELSE n::VARCHAR END AS visits FROM (
            SELECT greatest(max(earlier + done_by(visited)::INT),
                            min(earlier) + count(DISTINCT visited) FILTER (done_by(visited))) AS n
            FROM visits WHERE inside(listed) GROUP BY subject))
    GROUP BY visits ORDER BY visits) TO 'duckdb/visits-per-subject.csv';

-- 7 credit events, 9 repair and complaints
CREATE TABLE stepped AS
    SELECT strftime(day, '%Y-%m') AS month, kind, manner, count(*) AS events, sum(fine)::BIGINT AS fines,
           sum(confiscated)::BIGINT AS confiscated
    FROM credit WHERE inside(day) GROUP BY 1, 2, 3;
COPY (
    SELECT word(kind, manner) AS event, sum(events)::BIGINT AS events, sum(fines)::BIGINT AS fines,
           sum(confiscated)::BIGINT AS confiscated FROM stepped
    GROUP BY 1 ORDER BY 1) TO 'duckdb/credit-events.csv';
COPY (SELECT month, word(kind, manner) AS event, events FROM stepped ORDER BY 1, 2) TO 'duckdb/credit-events-by-month.csv';
COPY (
    SELECT region, count(*) AS events, count(*) FILTER (kind = 'penalty') AS penalties,
           count(*) FILTER (kind = 'order') AS orders, count(*) FILTER (kind = 'listing') AS listings,
           count(*) FILTER (kind = 'removal') AS removals, count(*) FILTER (kind = 'complaint') AS complaints,
           count(*) FILTER (kind = 'repair-applied') AS repairs, count(*) FILTER (kind = 'objection') AS objections
    FROM credit WHERE inside(day) GROUP BY region ORDER BY region) TO 'duckdb/credit-events-by-region.csv';
CREATE MACRO step(events, kind, manner, k, m) AS coalesce(sum(events) FILTER (kind = k AND (m = '' OR manner = m)),
0)::BIGINT;
COPY (
    SELECT * FROM (
        SELECT month, step(events, kind, manner, 'repair-applied', '') AS applied, step(events, kind,
        manner, 'repair-accepted', '') AS accepted,
               step(events, kind, manner, 'repair-decided', 'granted') AS granted, step(events, kind,
               manner, 'repair-decided', 'refused') AS refused,
               step(events, kind, manner, 'repair-revoked', '') AS revoked
        FROM stepped GROUP BY month)
    WHERE applied + accepted + granted + refused + revoked > 0 ORDER BY month) TO 'duckdb/repairs.csv';
COPY (
    SELECT * FROM (
        SELECT month, step(events, kind, manner, 'complaint', 'complaint') AS complaints, step(events, kind,
        manner, 'complaint', 'lead') AS leads,
               step(events, kind, manner, 'complaint-answered', 'accepted') AS accepted, step(events,
               kind, manner, 'complaint-answered', 'refused') AS refused,
               step(events, kind, manner, 'complaint-answered', 'filed') AS filed, step(events, kind,
               manner, 'complaint-answered', 'ended') AS ended
        FROM stepped GROUP BY month)
    WHERE complaints + leads + accepted + refused + filed + ended > 0 ORDER BY month) TO 'duckdb/complaints.csv';

-- 8 listings
CREATE VIEW entries AS
    SELECT *, NOT withdrawn AND inside(since) AS listed, NOT withdrawn AND inside(closed) AS removed,
           NOT withdrawn AND done_by(since) AND NOT done_by(closed) AS remains,
           NOT withdrawn AND since < getvariable('first') AND (closed IS NULL OR closed >= getvariable('first')) AS before
    FROM listings;
CREATE MACRO listing_columns() AS TABLE
    SELECT list, region, count(*) FILTER (before) AS opening, count(*) FILTER (inside(since)) AS made,
           count(*) FILTER (inside(since) AND withdrawn) AS withdrawn, count(*) FILTER (listed) AS listed,
           count(*) FILTER (removed) AS removed, count(*) FILTER (removed AND repaired) AS repaired,
           count(*) FILTER (remains) AS "open", count(DISTINCT subject) FILTER (listed) AS subjects_listed,
           count(DISTINCT subject) FILTER (removed) AS subjects_removed,
           count(DISTINCT subject) FILTER (remains) AS subjects_open
    FROM entries GROUP BY GROUPING SETS ((list), (list, region));
CREATE TABLE movements AS
    FROM listing_columns() WHERE opening + made + listed + removed + "open" > 0;
COPY (SELECT * EXCLUDE region FROM movements WHERE region IS NULL ORDER BY list) TO 'duckdb/listings.csv';
COPY (SELECT * FROM movements WHERE region IS NOT NULL ORDER BY list, region) TO 'duckdb/listings-by-region.csv';
COPY (
    SELECT list, ground, count(*) FILTER (listed) AS listed, count(*) FILTER (remains) AS "open"
    FROM entries WHERE listed OR remains GROUP BY list, ground ORDER BY list, ground)
TO 'duckdb/listings-by-ground.csv';
COPY (
    SELECT list, reason, count(*) AS removed FROM entries WHERE removed GROUP BY list, reason ORDER BY list, reason)
TO 'duckdb/removals-by-reason.csv';

-- 10 libraries
COPY (
    SELECT kind AS library,
           (SELECT count(*) FROM libraries l WHERE l.kind = newest.kind AND inside(imported) AND done_by(day)) AS versions,
           day, getvariable('last') - day AS age, rows, usable, issues, rate(usable::BIGINT, rows::BIGINT) AS usable_rate
    FROM newest ORDER BY kind) TO 'duckdb/libraries.csv';

-- 11 series and comparison
COPY (
    WITH visited AS (
        SELECT strftime(day, '%Y-%m') AS month, what, count(*) AS n, count(*) FILTER (problem) AS p FROM (
            UNPIVOT (SELECT listed, visited, published, finished, problem FROM visits)
            ON listed, visited, published, finished INTO NAME what VALUE day)
        WHERE inside(day) GROUP BY 1, 2),
    moved AS (
        SELECT strftime(day, '%Y-%m') AS month, what, count(*) AS n FROM (
            UNPIVOT (SELECT since, closed FROM listings WHERE NOT withdrawn) ON since, closed
            INTO NAME what VALUE day)
        WHERE inside(day) GROUP BY 1, 2)
    SELECT month, coalesce(sum(n) FILTER (what = 'listed'), 0)::BIGINT AS listed,
           coalesce(sum(n) FILTER (what = 'visited'), 0)::BIGINT AS visited,
           coalesce(sum(n) FILTER (what = 'published'), 0)::BIGINT AS published,
           coalesce(sum(p) FILTER (what = 'published'), 0)::BIGINT AS problems,
           coalesce(sum(n) FILTER (what = 'finished'), 0)::BIGINT AS finished,
           coalesce(sum(n) FILTER (what = 'since'), 0)::BIGINT AS "in",
           coalesce(sum(n) FILTER (what = 'closed'), 0)::BIGINT AS "out"
    FROM (SELECT * FROM visited UNION ALL SELECT month, what, n, 0 FROM moved)
    GROUP BY month ORDER BY month) TO 'duckdb/months.csv';
CREATE TABLE numbers AS
    WITH spans AS (
        SELECT getvariable('first') AS a, getvariable('last') AS b,
               (getvariable('first') - INTERVAL 1 YEAR)::DATE AS c, (getvariable('first') - INTERVAL 1 DAY)::DATE AS d),
    v AS (
        SELECT count(*) FILTER (listed BETWEEN a AND b), count(*) FILTER (listed BETWEEN c AND d),
               count(*) FILTER (visited BETWEEN a AND b), count(*) FILTER (visited BETWEEN c AND d),
               count(*) FILTER (published BETWEEN a AND b), count(*) FILTER (published BETWEEN c AND d),
               count(*) FILTER (published BETWEEN a AND b AND problem),
               count(*) FILTER (published BETWEEN c AND d AND problem),
               count(*) FILTER (finished BETWEEN a AND b), count(*) FILTER (finished BETWEEN c AND d)
        FROM visits, spans),
    o AS (SELECT count(*) FILTER (published BETWEEN a AND b), count(*) FILTER (published BETWEEN c AND d)
          FROM outcomes, spans),
    t AS (SELECT count(*) FILTER (due BETWEEN a AND b AND done <= due), count(*) FILTER (due BETWEEN c AND d AND done <= due)
          FROM clocks, spans),
    l AS (
        SELECT count(*) FILTER (since BETWEEN a AND b), count(*) FILTER (since BETWEEN c AND d),
               count(*) FILTER (closed BETWEEN a AND b), count(*) FILTER (closed BETWEEN c AND d),
               count(*) FILTER (since <= b AND (closed IS NULL OR closed > b)),
               count(*) FILTER (since <= d AND (closed IS NULL OR closed > d))
        FROM listings, spans WHERE NOT withdrawn),
    e AS (SELECT count(*) FILTER (day BETWEEN a AND b), count(*) FILTER (day BETWEEN c AND d) FROM credit, spans)
    SELECT unnest([
        {'measure': 'due', 'now': v.n1, 'then': v.n2}, {'measure': 'visited', 'now': v.n3, 'then': v.n4},
        {'measure': 'published', 'now': v.n5, 'then': v.n6}, {'measure': 'problems', 'now': v.n7, 'then': v.n8},
        {'measure': 'finished', 'now': v.n9, 'then': v.n10}, {'measure': 'results', 'now': o.n1, 'then': o.n2},
        {'measure': 'on_time', 'now': t.n1, 'then': t.n2}, {'measure': 'listed', 'now': l.n1, 'then': l.n2},
        {'measure': 'removed', 'now': l.n3, 'then': l.n4}, {'measure': 'open', 'now': l.n5, 'then': l.n6},
        {'measure': 'events', 'now': e.n1, 'then': e.n2}], recursive := true)
    FROM v AS v(n1, n2, n3, n4, n5, n6, n7, n8, n9, n10), o AS o(n1, n2), t AS t(n1, n2), l AS l(n1, n2, n3, n4, n5, n6),
         e AS e(n1, n2);
-- A year: the period before and the one a year before are the same.
COPY (
    SELECT measure, now, "then" AS previous, now - "then" AS change, rate(now, "then") AS previous_rate,
           "then" AS year_before, now - "then" AS year_change, rate(now, "then") AS year_rate
    FROM numbers ORDER BY measure) TO 'duckdb/comparison.csv';

-- 12 day by day, and what became of the draws
CREATE VIEW seats_seen AS
    SELECT draw, attempt, subject, min(drawn::INTEGER) AS team FROM seats WHERE done_by(visited) GROUP BY ALL;
CREATE VIEW attempts AS SELECT * FROM 'facts/attempts.parquet';
CREATE VIEW replacements AS
    SELECT r.*, coalesce(a.plan, '') AS plan FROM 'facts/replacements.parquet' AS r
    LEFT JOIN (SELECT DISTINCT draw, attempt, plan FROM attempts) AS a USING (draw, attempt);
COPY (
    WITH of AS (SELECT * FROM visits WHERE inside(listed)),
    days AS (
        SELECT day, sum(l) AS l, sum(v) AS v, sum(p) AS p, sum(d) AS d
        FROM (SELECT listed AS day, count(*) AS l, 0 AS v, 0 AS p, 0 AS d FROM of GROUP BY 1
              UNION ALL SELECT visited, 0, count(*), 0, 0 FROM of WHERE done_by(visited) GROUP BY 1
              UNION ALL SELECT published, 0, 0, count(*), 0 FROM of WHERE done_by(published) GROUP BY 1
              UNION ALL SELECT due, 0, 0, 0, count(*) FROM of WHERE due IS NOT NULL GROUP BY 1)
        GROUP BY day)
    SELECT day, CASE WHEN done_by(day) THEN sum(l) OVER upto END::BIGINT AS listed,
           CASE WHEN done_by(day) THEN sum(v) OVER upto END::BIGINT AS visited,
           CASE WHEN done_by(day) THEN sum(p) OVER upto END::BIGINT AS published,
           (sum(d) OVER upto)::BIGINT AS due
    FROM days WINDOW upto AS (ORDER BY day) ORDER BY day) TO 'duckdb/completion-over-time.csv';
COPY (
    WITH entries AS (SELECT * FROM listings WHERE NOT withdrawn AND done_by(since)),
    months AS (
        SELECT unnest(generate_series(date_trunc('year', getvariable('last'))::TIMESTAMP, getvariable('last')::TIMESTAMP,
                                      INTERVAL 1 MONTH))::DATE AS a),
    spans AS (SELECT a, least(last_day(a), getvariable('last')) AS b FROM months)
    SELECT strftime(a, '%Y-%m') AS month, count(*) FILTER (since BETWEEN a AND b) AS "in",
           count(*) FILTER (closed BETWEEN a AND b) AS "out",
           count(*) FILTER (closed BETWEEN a AND b AND repaired) AS repaired,
           count(*) FILTER (since <= b AND (closed IS NULL OR closed > b)) AS open
    FROM spans, entries GROUP BY a, b ORDER BY a) TO 'duckdb/list-movements.csv';
COPY (
    WITH officers AS (
        SELECT count(*) AS assigned, count(*) FILTER (inside(visited)) AS visited
        FROM seats WHERE inside(day) GROUP BY officer),
    most AS (SELECT greatest(max(assigned), max(visited)) AS most FROM officers),
    widths AS (
        SELECT min(wide) AS wide, any_value(most) AS most
        FROM (SELECT unnest([1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000]) AS wide), most
        WHERE most // wide < 20),
    classes AS (SELECT unnest(range(most // wide + 1)) * wide AS first, wide FROM widths)
    SELECT first AS "from", first + wide - 1 AS "to",
           (SELECT count(*) FROM officers WHERE assigned BETWEEN first AND first + wide - 1) AS assigned,
           (SELECT count(*) FROM officers WHERE visited BETWEEN first AND first + wide - 1) AS visited
    FROM classes ORDER BY first) TO 'duckdb/workload-classes.csv';
COPY (
    SELECT plan, task, count(*) AS due, count(*) FILTER (done_by(visited)) AS visited,
           count(*) FILTER (done_by(visited) AND team = 1) AS drawn_team,
           count(*) FILTER (done_by(visited) AND team = 0) AS changed_team,
           count(*) FILTER (done_by(visited) AND team IS NULL) AS unknown_team,
           rate(count(*) FILTER (done_by(visited)), count(*)) AS visited_rate,
           rate(count(*) FILTER (done_by(visited) AND team = 1), count(*) FILTER (done_by(visited))) AS drawn_rate
    FROM visits LEFT JOIN seats_seen USING (draw, attempt, subject)
    WHERE inside(listed) GROUP BY 1, 2 ORDER BY 1, 2) TO 'duckdb/visits-made.csv';
COPY (
    WITH d AS (
        SELECT plan, task, count(*) AS due, count(*) FILTER (stepped_in) AS stepped_in
        FROM visits WHERE inside(listed) GROUP BY 1, 2),
    r AS (
        SELECT plan, task, count(*) FILTER (what = 'subject') AS subjects, count(*) FILTER (what = 'inspector') AS officers,
               count(*) FILTER (NOT filled) AS unfilled
        FROM replacements WHERE inside(day) GROUP BY 1, 2)
    SELECT plan, task, coalesce(due, 0) AS due, coalesce(stepped_in, 0) AS stepped_in, coalesce(subjects, 0) AS subjects,
           coalesce(officers, 0) AS officers, coalesce(unfilled, 0) AS unfilled
    FROM d FULL JOIN r USING (plan, task) ORDER BY plan, task) TO 'duckdb/replacements-by-task.csv';
COPY (
    SELECT what, reason, count(*) AS replacements, count(*) FILTER (filled) AS filled,
           rate(count(*) FILTER (filled), count(*)) AS filled_rate
    FROM replacements WHERE inside(day) GROUP BY 1, 2 ORDER BY 1, 2) TO 'duckdb/replacements-by-reason.csv';
COPY (
    SELECT draw, count(*) AS attempts, count(*) FILTER (done_by(ended) AND "end" = 'result') AS results,
           count(*) FILTER (done_by(ended) AND "end" = 'void') AS voids
    FROM attempts WHERE done_by(frozen) GROUP BY draw HAVING max(frozen) >= getvariable('first') ORDER BY draw)
TO 'duckdb/attempts-by-draw.csv';
COPY (
    SELECT reason, count(*) AS voids FROM attempts WHERE inside(ended) AND "end" = 'void' GROUP BY reason ORDER BY reason)
TO 'duckdb/voids-by-reason.csv';
