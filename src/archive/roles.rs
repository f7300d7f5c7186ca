//! What the roles of a PostgreSQL server may do with one bureau's archive, as SQL for its administrator.
//!
//! One schema for each bureau, four roles for each schema: whoever has no right on a schema sees nothing in it,
//! and no policy has to be right for that. Nobody may change or remove a row, which the triggers refuse as well.
//! What the public may read is every column that `data/visibility.toml` calls public, and no other.

use super::copy::TABLES;
use std::collections::BTreeMap;

const VISIBILITY: &str = include_str!("../../data/visibility.toml");

/// What only a reviewer or the head writes (审批).
const DECIDED: [&str; 1] = ["plan"];
/// What only an operator writes (经办): imports and what is frozen.
const PREPARED: [&str; 9] = [
    "roster",
    "subject",
    "inspector",
    "recusal",
    "matter",
    "roster_issue",
    "draw",
    "draw_secret",
    "pseudonym",
];

/// What hangs on a role, by database (PostgreSQL manual, `pg_shdepend`).
const OF_ROLE: &str = "FROM pg_shdepend d LEFT JOIN pg_database b ON b.oid = d.dbid JOIN pg_roles r ON r.oid = d.refobjid \
     WHERE d.refclassid = 'pg_authid'::regclass AND r.rolname =";

/// Whether a schema may be called so: a PostgreSQL name that needs no quotes, with room for a role's ending.
pub fn is_schema(name: &str) -> bool {
    let first = name.bytes().next().is_some_and(|byte| byte.is_ascii_lowercase());
    let rest = name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    first && rest && name.len() <= 40 && !name.starts_with("pg_") && name != "public"
}

/// The SQL for one schema. It can be run again, and has to be after every new version of the archive.
pub fn roles(schema: &str) -> String {
    assert!(is_schema(schema), "checked by the caller");
    let [owner, operator, reviewer, public] =
        ["owner", "operator", "reviewer", "public"].map(|role| format!("{schema}_{role}"));
    let mut sql = format!(
        "-- Roles of the archive in schema {schema}. Run by an administrator in its database, after its tables have been\n\
         -- made (any command of suicha with ?options[search_path]={schema}), and again after each new version.\n\
         -- Roles are of the whole server: no two bureaus on it may have schemas of one name, in whatever database.\n\
         -- People log in with roles of their own: CREATE ROLE wang LOGIN PASSWORD '…' IN ROLE {operator};\n\
         -- the head is in both {operator} and {reviewer}. {owner} brings the archive to a new version.\n\
         BEGIN;\n"
    );
    for role in [&owner, &operator, &reviewer, &public] {
        sql.push_str(&format!(
            "DO $$ BEGIN\n  \
               IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN CREATE ROLE {role} NOLOGIN;\n  \
               ELSIF EXISTS (SELECT {OF_ROLE} '{role}' AND d.dbid <> 0)\n    \
                 AND NOT EXISTS (SELECT {OF_ROLE} '{role}' AND b.datname = current_database()) THEN\n    \
                 RAISE EXCEPTION 'the role {role} belongs to an archive in another database of this server'\n      \
                   USING HINT = 'roles are of the whole server: give the schema a name that no other bureau on it has';\n  \
               END IF;\nEND $$;\n"
        ));
    }
    sql.push_str(&format!(
        "\n-- Nobody but these has anything to do with the schema.\n\
         CREATE SCHEMA IF NOT EXISTS {schema};\n\
         ALTER SCHEMA {schema} OWNER TO {owner};\n\
         ALTER FUNCTION {schema}.refuse_change() OWNER TO {owner};\n\
         REVOKE ALL ON SCHEMA {schema} FROM PUBLIC, {operator}, {reviewer}, {public};\n\
         GRANT USAGE ON SCHEMA {schema} TO {operator}, {reviewer}, {public};\n"
    ));
    let visibility: BTreeMap<String, BTreeMap<String, String>> =
        toml::from_str(VISIBILITY).expect("a data file of the program");
    for table in ["schema_version"].into_iter().chain(TABLES.iter().map(|(name, _)| *name)) {
        let own = format!("{schema}.{table}");
        sql.push_str(&format!(
            "\nALTER TABLE {own} OWNER TO {owner};\n\
             REVOKE ALL ON {own} FROM PUBLIC, {operator}, {reviewer}, {public};\n\
             GRANT SELECT ON {own} TO {operator}, {reviewer};\n"
        ));
        let may = |role: &str, others: &[&str]| match table != "schema_version" && !others.contains(&table) {
            true => format!("GRANT INSERT ON {own} TO {role};\n"),
            false => String::new(),
        };
        sql.push_str(&may(&operator, &DECIDED));
        sql.push_str(&may(&reviewer, &PREPARED));
        let columns = visibility.get(table).into_iter().flatten();
        let open: Vec<&str> =
            columns.filter(|(_, word)| *word == "public").map(|(column, _)| column.as_str()).collect();
        if !open.is_empty() {
            sql.push_str(&format!("GRANT SELECT ({}) ON {own} TO {public};\n", open.join(", ")));
        }
    }
    sql.push_str("COMMIT;\n");
    sql
}
