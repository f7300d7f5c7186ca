//! Versions of the archive's tables: what was found, and whether this program may go on.

use super::Settings;
use super::error::Error;

/// The schema version this program writes; older archives are brought to it when opened.
pub const SCHEMA_VERSION: u32 = 9;

/// Number of tables of each version.
const TABLES: [i64; SCHEMA_VERSION as usize] = [15, 18, 20, 20, 20, 22, 23, 24, 25];

/// Version of the program that installs a schema.
pub(super) const PROGRAM: &str = env!("CARGO_PKG_VERSION");
pub(super) const VERSION: &str = include_str!("sql/read/schema_version.sql");
pub(super) const INSTALLED: &str = "INSERT INTO schema_version (version, program) VALUES ($1, $2)";

/// What a database holds before anything is done to it.
pub(super) struct Found {
    /// Number of tables.
    pub tables: i64,
    /// Latest installed version, if there is a table of versions.
    pub version: Option<i64>,
}

/// The number of versions already installed, or why this database is not ours to use.
pub(super) fn judge(archive: &str, found: Found) -> Result<usize, Error> {
    let known = i64::from(SCHEMA_VERSION);
    match found {
        Found { version: Some(version), .. } if version > known => {
            Err(Error::Newer { archive: archive.into(), found: version, known })
        }
        Found { version: Some(version), .. } if version < 1 => Err(Error::Foreign {
            archive: archive.into(),
            reason: format!("its schema_version names version {version}"),
        }),
        Found { version: Some(version), tables } if tables != TABLES[version as usize - 1] => {
            let wanted = TABLES[version as usize - 1];
            let reason =
                format!("schema_version names version {version}, of {wanted} tables, and there are {tables}");
            Err(Error::Foreign { archive: archive.into(), reason })
        }
        Found { version: Some(version), .. } => Ok(version as usize),
        Found { tables: 0, version: None } => Ok(0),
        Found { tables, version: None } => Err(Error::Foreign {
            archive: archive.into(),
            reason: format!("it holds {tables} other tables and no schema_version"),
        }),
    }
}

/// Whether an archive with so many versions may be brought to the present one.
pub(super) fn may_install(archive: &str, have: usize, settings: &Settings) -> Result<(), Error> {
    match have {
        _ if settings.upgrade => Ok(()),
        0 if settings.create => Ok(()),
        0 => Err(Error::Absent { archive: archive.into() }),
        found => Err(Error::Older { archive: archive.into(), found, known: SCHEMA_VERSION }),
    }
}

/// Installing a version failed because part of it is there: somebody has taken its row away.
pub(super) fn half_there(archive: &str, have: usize, version: usize, reason: &str) -> Option<Error> {
    let there = ["duplicate column name", "already exists"].iter().any(|words| reason.contains(words));
    there.then(|| Error::Damaged {
        archive: archive.into(),
        reason: format!(
            "schema_version names version {have}, and version {version} is there in part: {reason}"
        ),
    })
}
