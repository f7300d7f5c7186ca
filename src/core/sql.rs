//! The first draw of a bundle as SQL: one script per engine, for readers who trust a database more
//! than this program. `docs/draw-protocol.md` §5.
//!
//! A script reads the frames' CSV files and writes each `selected-<task>.csv` again. It computes
//! everything from the frame, the plan's rules and the task seed: counts, quotas, tickets, ranks.

use super::bundle::{Inputs, TaskInput, frame_file, selected_file};
use super::digest::Digest;
use super::lang::Lang;
use super::plan::{Plan, StratumLine};
use super::stratum::{Rounding, Share};
use super::ticket::TaskSeed;
use std::fmt;
use std::str::FromStr;

/// The engine a script is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// PostgreSQL 11 or later, through psql.
    Postgres,
    /// DuckDB.
    DuckDb,
    /// Apache Spark 3 or later.
    Spark,
}

impl Dialect {
    /// All of them.
    pub const ALL: [Dialect; 3] = [Dialect::Postgres, Dialect::DuckDb, Dialect::Spark];

    /// Name of the engine as its makers write it.
    fn engine(self) -> &'static str {
        match self {
            Dialect::Postgres => "PostgreSQL",
            Dialect::DuckDb => "DuckDB",
            Dialect::Spark => "Spark",
        }
    }

    /// The command that runs a script.
    fn command(self) -> &'static str {
        match self {
            Dialect::Postgres => "psql -X -q -v ON_ERROR_STOP=1 -f replayed/replay.sql",
            Dialect::DuckDb => "duckdb -bail < replayed/replay.sql",
            Dialect::Spark => {
                "spark-sql --conf spark.sql.catalogImplementation=in-memory -f replayed/replay.sql"
            }
        }
    }

    /// Whole numbers below 2^127, or below 10^38 in Spark: a row count times a numerator.
    fn number(self) -> &'static str {
        match self {
            Dialect::Postgres => "numeric",
            Dialect::DuckDb => "hugeint",
            Dialect::Spark => "decimal(38, 0)",
        }
    }

    /// Whole quotient, the fraction dropped.
    fn quotient(self, a: &str, b: &str) -> String {
        match self {
            Dialect::Postgres => format!("div({a}, {b})"),
            Dialect::DuckDb => format!("(({a}) // ({b}))"),
            Dialect::Spark => format!("(({a}) div ({b}))"),
        }
    }

    /// The ticket of `id`.
    fn ticket(self, seed: &TaskSeed) -> String {
        let prefix = format!("suicha/1/e:{}:", seed.0);
        match self {
            Dialect::Postgres => format!("encode(sha256(convert_to('{prefix}' || id, 'UTF8')), 'hex')"),
            Dialect::DuckDb => format!("sha256('{prefix}' || id)"),
            Dialect::Spark => format!("sha2(concat('{prefix}', id), 256)"),
        }
    }

    /// A text column in the order of its bytes, which only PostgreSQL has to be told.
    fn bytewise(self, column: &str) -> String {
        match self {
            Dialect::Postgres => format!("{column} COLLATE \"C\""),
            Dialect::DuckDb | Dialect::Spark => column.to_owned(),
        }
    }

    fn word(self) -> &'static str {
        match self {
            Dialect::Postgres => "postgres",
            Dialect::DuckDb => "duckdb",
            Dialect::Spark => "spark",
        }
    }
}

impl fmt::Display for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl FromStr for Dialect {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|dialect| dialect.word() == text);
        found.ok_or_else(|| format!("unknown dialect {text:?}: use postgres, duckdb or spark"))
    }
}

/// The script that replays every task whose frame is there.
pub fn script(inputs: &Inputs, seed: &Digest, dialect: Dialect, lang: Lang) -> String {
    let mut out = header(inputs, seed, dialect, lang);
    for (number, task) in (1..).zip(&inputs.tasks) {
        let (name, domain) = (&task.plan.task, &task.plan.domain);
        match &task.frame {
            None => out.push_str(&lang.pick(
                format!("\n-- 任务{name}不公开，本包无其抽样框，故略去。\n"),
                format!("\n-- Task {name} is sealed: without its frame it is left out.\n"),
            )),
            Some(_) => {
                out.push_str(&lang.pick(
                    format!("\n-- 任务{name}；任务种子 = SHA-256(\"suicha/1/t:\" 种子 \":{domain}\")\n"),
                    format!("\n-- Task {name}; task seed = SHA-256(\"suicha/1/t:\" seed \":{domain}\")\n"),
                ));
                out.push_str(&replay(number, &task.plan, seed, dialect));
            }
        }
    }
    out
}

fn header(inputs: &Inputs, seed: &Digest, dialect: Dialect, lang: Lang) -> String {
    let (draw, attempt) = (&inputs.commitment.draw, inputs.commitment.attempt);
    let (engine, command) = (dialect.engine(), dialect.command());
    let compare = |task: &TaskInput| {
        let file = selected_file(&task.plan.task);
        match dialect {
            Dialect::Spark => format!("--   cat replayed/{file}/part-* | diff {file} -\n"),
            _ => format!("--   diff {file} replayed/{file}\n"),
        }
    };
    let shown = inputs.tasks.iter().filter(|task| task.frame.is_some());
    let compare: String = shown.map(compare).collect();
    let what = lang.pick(
        format!(
            "-- 以{engine}重演抽取 {draw} 第{attempt}次的对象抽取，只用抽样框、计划中的规则与种子。\n\
             -- 种子 {seed} 即 sha256sum seed.txt。\n-- 在证据包目录内运行：\n"
        ),
        format!(
            "-- Replays the subjects of draw {draw}, attempt {attempt}, in {engine}: from the frames, the\n\
             -- plans' rules and the seed alone. The seed {seed}\n\
             -- is what sha256sum prints for seed.txt. In the bundle's directory:\n"
        ),
    );
    let nothing = lang.pick("-- diff 无输出即完全一致。\n", "-- Where diff says nothing, nothing differs.\n");
    format!(
        "{what}--   mkdir -p replayed && suicha sql . --dialect {dialect} > replayed/replay.sql\n--   {command}\n\
         {compare}{nothing}"
    )
}

fn replay(number: usize, plan: &Plan, seed: &Digest, dialect: Dialect) -> String {
    let table = format!("frame_{number}");
    let from = frame_file(&plan.task);
    let to = format!("replayed/{}", selected_file(&plan.task));
    let query = query(&table, plan, seed, dialect);
    match dialect {
        // \copy takes one line, so the query becomes a view; both go with the transaction.
        Dialect::Postgres => {
            let order = dialect.bytewise("stratum");
            format!(
                "BEGIN;\nCREATE TEMPORARY TABLE {table} (id text, stratum text, pool text, status text) ON COMMIT DROP;\n\
                 \\copy {table} FROM '{from}' (FORMAT csv, HEADER)\n\
                 CREATE TEMPORARY VIEW replayed_{number} AS\n{query};\n\
                 \\copy (SELECT * FROM replayed_{number} ORDER BY {order}, rank) TO '{to}' (FORMAT csv, HEADER)\nCOMMIT;\n"
            )
        }
        Dialect::DuckDb => format!(
            "CREATE OR REPLACE TEMPORARY VIEW {table} AS SELECT * FROM read_csv('{from}', auto_detect = false, header = true,\n  \
             delim = ',', quote = '', columns = {{'id': 'VARCHAR', 'stratum': 'VARCHAR', 'pool': 'VARCHAR', 'status': 'VARCHAR'}});\n\
             COPY (\n{query}) TO '{to}' (FORMAT csv, HEADER);\n"
        ),
        // Text with the header as its first line: a file of no rows would have none. The parts of a
        // sorted result are in order.
        Dialect::Spark => format!(
            "CREATE OR REPLACE TEMPORARY VIEW {table} (id STRING, stratum STRING, pool STRING, status STRING)\n  \
             USING csv OPTIONS (path '{from}', header 'true');\n\
             INSERT OVERWRITE DIRECTORY '{to}' USING text\n\
             SELECT line FROM (\n  SELECT '' AS stratum, 0 AS rank, 'stratum,rank,id,ticket,role' AS line\n  UNION ALL\n  \
             SELECT stratum, rank, concat_ws(',', stratum, rank, id, ticket, role) FROM (\n{query})\n) ORDER BY stratum, rank;\n"
        ),
    }
}

/// The rows of `selected-<task>.csv`.
fn query(table: &str, plan: &Plan, seed: &Digest, dialect: Dialect) -> String {
    let type_ = dialect.number();
    let rules: Vec<String> = plan.strata.iter().map(rule).collect();
    let rules = rules.join(",\n    ");
    let ceil = dialect.quotient("p * n + q - 1", "q");
    let half_up = dialect.quotient("2 * p * n + q", "2 * q");
    let floor = dialect.quotient("p * n", "q");
    let ticket = dialect.ticket(&TaskSeed::new(seed, plan.domain.as_str()));
    let [by_ticket, by_id, by_stratum] = ["ticket", "id", "stratum"].map(|column| dialect.bytewise(column));
    let reserve = plan.reserve;
    format!(
        "WITH rules AS (
  SELECT stratum, share, CAST(p AS {type_}) AS p, CAST(q AS {type_}) AS q,
    CAST(lowest AS {type_}) AS lowest, CAST(highest AS {type_}) AS highest
  FROM (VALUES
    {rules}
  ) AS plan(stratum, share, p, q, lowest, highest)
), counted AS (
  SELECT stratum, CAST(count(*) AS {type_}) AS n FROM {table} WHERE status = 'ok' GROUP BY stratum
), shares AS (
  SELECT rules.stratum, lowest, highest, n, CASE share
    WHEN 'count' THEN p
    WHEN 'ceil' THEN {ceil}
    WHEN 'half-up' THEN {half_up}
    WHEN 'floor' THEN {floor}
  END AS size FROM rules JOIN counted ON rules.stratum = counted.stratum
), quotas AS (
  SELECT stratum, least(greatest(size, coalesce(lowest, 0)), coalesce(highest, n), n) AS quota FROM shares
), tickets AS (
  SELECT stratum, id, {ticket} AS ticket FROM {table} WHERE status = 'ok'
), ranked AS (
  SELECT stratum, id, ticket,
    row_number() OVER (PARTITION BY stratum ORDER BY {by_ticket}, {by_id}) AS rank FROM tickets
)
SELECT ranked.stratum, rank, id, ticket, CASE WHEN rank <= quota THEN 'drawn' ELSE 'reserve' END AS role
FROM ranked JOIN quotas ON ranked.stratum = quotas.stratum
WHERE rank <= quota + CAST('{reserve}' AS {type_}) ORDER BY ranked.{by_stratum}, rank
"
    )
}

/// One stratum of the plan as a row: name, kind of share, p, q, min, max.
fn rule(line: &StratumLine) -> String {
    let quota = &line.quota;
    let (share, p, q) = match quota.share {
        Share::Count(n) => ("count".to_owned(), n, 1),
        Share::Rate { p, q, rounding } => (rounding.unwrap_or(Rounding::Ceil).to_string(), p, q),
    };
    let bound = |bound: Option<u64>| bound.map_or("NULL".to_owned(), |bound| format!("'{bound}'"));
    format!("('{}', '{share}', '{p}', '{q}', {}, {})", line.name, bound(quota.min), bound(quota.max))
}
