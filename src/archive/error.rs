//! What can go wrong with the archive, on which object, how the process ends, what to do.

use crate::error::Exit;

/// An archive operation failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The address of the archive is of no known form.
    #[error("{url:?} names no archive: write sqlite:PATH or postgres://USER@HOST/DATABASE")]
    Url {
        /// The address as given, without a password.
        url: String,
    },
    /// The address has a parameter that nobody knows: what it was meant to say would not hold.
    #[error("the address of {archive} has the parameter {name:?}, which is unknown")]
    Parameter {
        /// The archive.
        archive: String,
        /// The name of the parameter.
        name: String,
    },
    /// Written by a later program.
    #[error("archive {archive} has schema version {found}; this program knows versions up to {known}")]
    Newer {
        /// The archive.
        archive: String,
        /// Version found in it.
        found: i64,
        /// Latest version this program knows.
        known: i64,
    },
    /// A PostgreSQL server from before what the archive needs.
    #[error("the server of {archive} is PostgreSQL {found}; {least} is the oldest that will do")]
    Server {
        /// The archive.
        archive: String,
        /// Its version.
        found: u32,
        /// Oldest version.
        least: u32,
    },
    /// Written by an earlier program, and not to be changed now.
    #[error("archive {archive} has schema version {found}; the present one is {known}")]
    Older {
        /// The archive.
        archive: String,
        /// Version found in it.
        found: usize,
        /// Version of this program.
        known: u32,
    },
    /// An archive to be copied into holds something.
    #[error("the archive to copy into is not empty: table {table} has rows; nothing was copied")]
    NotEmpty {
        /// A table with rows.
        table: &'static str,
    },
    /// What was copied does not come back as it was.
    #[error("table {table} does not come back as it was copied; nothing was kept")]
    CopyDiffers {
        /// The table.
        table: &'static str,
    },
    /// A database, but of another program.
    #[error("{archive} is not a Suicha archive: {reason}")]
    Foreign {
        /// The archive.
        archive: String,
        /// What was found instead.
        reason: String,
    },
    /// There is no archive, and this is not the moment to make one.
    #[error("there is no archive {archive}")]
    Absent {
        /// The archive.
        archive: String,
    },
    /// A schema on a server has no tables, and an archive is expected there.
    #[error("archive {archive} has no tables")]
    Bare {
        /// The archive.
        archive: String,
    },
    /// Another process holds the archive.
    #[error("archive {archive} is held by another process (waited {waited_ms} ms)")]
    Locked {
        /// The archive.
        archive: String,
        /// How long this process waited, in milliseconds.
        waited_ms: u128,
    },
    /// A lease was released while a command ran under it, and nobody has taken it since.
    #[error("lease {lease}:{token} holds no more: it was released, and nobody has it; nothing was stored")]
    Released {
        /// Its name.
        lease: String,
        /// The token of the command.
        token: u64,
    },
    /// A lease was taken over by somebody else while a command ran under it.
    #[error("lease {lease}:{token} holds no more: it was taken over by {by}; nothing was stored")]
    Overtaken {
        /// Its name.
        lease: String,
        /// The token of the command.
        token: u64,
        /// The newer token and its holder.
        by: String,
    },
    /// Not the name of a lease, or not the text of one.
    #[error("{name:?} names no lease: printable ASCII without blanks, at most 128 characters, then `:TOKEN`")]
    LeaseName {
        /// What was given.
        name: String,
    },
    /// No space is left.
    #[error("archive {archive} is full, nothing was stored: {reason}")]
    Full {
        /// The archive.
        archive: String,
        /// The database's own words.
        reason: String,
    },
    /// The file, directory or account does not allow writing or opening.
    #[error("archive {archive} cannot be opened or written: {reason}")]
    Denied {
        /// The archive.
        archive: String,
        /// The system's own words.
        reason: String,
    },
    /// The server does not let this account in.
    #[error("the server of archive {archive} refuses the account: {reason}")]
    Login {
        /// The archive.
        archive: String,
        /// The server's own words.
        reason: String,
    },
    /// The server has no such database, or the database no such schema.
    #[error("archive {archive} has no place on its server: {reason}")]
    NoPlace {
        /// The archive.
        archive: String,
        /// The server's own words.
        reason: String,
    },
    /// No connection, or it broke.
    #[error("archive {archive} cannot be reached: {reason}")]
    Unreachable {
        /// The archive.
        archive: String,
        /// The system's own words.
        reason: String,
    },
    /// What is to be stored is already there.
    #[error("{what} is already in the archive")]
    Exists {
        /// The object.
        what: String,
    },
    /// What was asked for is not there.
    #[error("{what} is not in the archive")]
    Missing {
        /// The object.
        what: String,
    },
    /// A row does not satisfy the rules it was stored under.
    #[error("archive is damaged: table {table}, row {key}, column {column}: {value:?} is not {wanted}")]
    Corrupt {
        /// Table.
        table: &'static str,
        /// Values of the key columns, joined by `/`.
        key: String,
        /// Column.
        column: &'static str,
        /// What was found, cut to 80 characters.
        value: String,
        /// What may stand there.
        wanted: &'static str,
    },
    /// The database itself says that the file is damaged.
    #[error("archive {archive} is damaged: {reason}")]
    Damaged {
        /// The archive.
        archive: String,
        /// The database's own words.
        reason: String,
    },
    /// U+0000 cannot be stored as text in PostgreSQL, and is therefore refused everywhere.
    #[error("column {column} of table {table} holds the character U+0000: {value:?}")]
    Nul {
        /// Table.
        table: &'static str,
        /// Column.
        column: &'static str,
        /// The text, cut to 80 characters.
        value: String,
    },
    /// A rule of the schema was broken: the caller is wrong.
    #[error("archive refused a row of table {table}: {reason}")]
    Refused {
        /// Table.
        table: &'static str,
        /// The database's own words.
        reason: String,
    },
    /// Anything else the database says.
    #[error("archive {archive}: {reason}")]
    Database {
        /// The archive.
        archive: String,
        /// The database's own words.
        reason: String,
    },
}

impl Error {
    /// How the process ends.
    pub fn exit(&self) -> Exit {
        match self {
            Error::Url { .. }
            | Error::Parameter { .. }
            | Error::NoPlace { .. }
            | Error::Newer { .. }
            | Error::Older { .. }
            | Error::Server { .. }
            | Error::Foreign { .. }
            | Error::Absent { .. }
            | Error::Bare { .. }
            | Error::LeaseName { .. }
            | Error::Missing { .. } => Exit::Usage,
            Error::Locked { .. }
            | Error::Exists { .. }
            | Error::Released { .. }
            | Error::Overtaken { .. }
            | Error::NotEmpty { .. } => Exit::Conflict,
            Error::Full { .. }
            | Error::Denied { .. }
            | Error::Unreachable { .. }
            | Error::Login { .. }
            | Error::Database { .. } => Exit::Outside,
            Error::Corrupt { .. } | Error::Damaged { .. } | Error::CopyDiffers { .. } => Exit::Discrepancy,
            Error::Nul { .. } => Exit::Rejected,
            Error::Refused { .. } => Exit::Bug,
        }
    }

    /// What the reader can do about it.
    pub fn remedy(&self) -> Option<&'static str> {
        self.advice().map(|(_, en)| en)
    }

    /// What the reader can do about it, in Chinese and English.
    fn advice(&self) -> Option<(&'static str, &'static str)> {
        Some(match self {
            Error::Newer { .. } => (
                "请使用写入该档案库的程序版本或更新版本",
                "use the program version that wrote it, or a later one",
            ),
            Error::Url { .. } => (
                "请改正 suicha.toml 中的 archive；特殊字符在账号和密码中写成 %XX",
                "correct `archive` in suicha.toml; special characters of account and password are written %XX",
            ),
            Error::Parameter { .. } => (
                "请改正 suicha.toml 中的 archive；可用 sslmode、sslrootcert、sslcert、sslkey、options[search_path] 等",
                "correct `archive` in suicha.toml; there are sslmode, sslrootcert, sslcert, sslkey, options[search_path] and others",
            ),
            Error::Login { .. } => (
                "检查账号和密码：密码写在运行者主目录的 .pgpass（权限 0600）或 archive 的地址中；改好后再次运行同一命令",
                "check account and password: in .pgpass (mode 0600) in the home of whoever runs this, or in the address; then run the same command again",
            ),
            Error::NoPlace { .. } => (
                "请改正 suicha.toml 中的 archive；或由服务器管理员先 CREATE DATABASE、CREATE SCHEMA，或授予该账号使用该模式的权限（suicha archive roles）",
                "correct `archive` in suicha.toml, or let the server's administrator run CREATE DATABASE or CREATE SCHEMA first, or give the account its role of that schema (`suicha archive roles`)",
            ),
            Error::Server { .. } => {
                ("请升级服务器，或使用另一台服务器", "upgrade the server, or use another one")
            }
            Error::Older { .. } => (
                "先在其单位中运行任一命令（如 suicha fsck），即升级到当前版本",
                "run any command in its bureau first (`suicha fsck`): that brings it to the present version",
            ),
            Error::NotEmpty { .. } => {
                ("请指定一个新文件或空的数据库模式", "name a new file, or a database schema without rows")
            }
            Error::Foreign { .. } => (
                "请为档案库单独指定文件或数据库模式",
                "give the archive a file, or a database schema, of its own",
            ),
            Error::Absent { .. } => (
                "请恢复备份，或改正 suicha.toml 中的 archive；只有 suicha init 会新建档案库",
                "restore the backup, or correct `archive` in suicha.toml; only `suicha init` makes a new one",
            ),
            Error::Bare { .. } => (
                "本单位的档案库应在别处：请改正 suicha.toml 中的 archive（?options[search_path]=模式名），或恢复备份；没有改动任何内容",
                "the archive of this bureau is elsewhere: correct `archive` in suicha.toml (?options[search_path]=SCHEMA), or restore the backup; nothing was changed",
            ),
            Error::Locked { .. } => (
                "等待另一个命令结束后再次运行本命令",
                "wait for the other command or daemon to finish, then run this again",
            ),
            Error::Released { .. } => (
                "若仍要完成这项工作，请再次运行同一命令；谁收回的，请询问本单位能运行 suicha lease release 的人",
                "if the work is still wanted, run the same command again; ask whoever can run `suicha lease release` why it was released",
            ),
            Error::Overtaken { .. } => (
                "接手者会完成这项工作；用 suicha lease list 查看",
                "whoever took over does the job; `suicha lease list` shows who",
            ),
            Error::Full { .. } => (
                "腾出磁盘空间（或提高上限）后再次运行同一命令",
                "free disk space (or raise the limit), then run the same command again",
            ),
            Error::Denied { .. } => (
                "检查文件及其目录的所有者和权限；在 PostgreSQL 上检查该账号的角色（suicha archive roles）",
                "check owner and permissions of the file and its directory; on PostgreSQL the roles of the account (`suicha archive roles`)",
            ),
            Error::Unreachable { .. } => (
                "检查地址、账号和网络后再次运行同一命令",
                "check address, account and network, then run the same command again",
            ),
            Error::Corrupt { .. } | Error::Damaged { .. } => (
                "保留现状以备审计，另行恢复最近的备份",
                "keep the archive as it is for the audit and restore the last backup beside it",
            ),
            Error::Exists { .. } => (
                "若非重复操作，请运行 suicha fsck：彼此相属的行可能已不全",
                "unless this was done before, run `suicha fsck`: rows that belong together may be lost",
            ),
            Error::Nul { .. } => {
                ("从输入中删除该字符后重新导入", "remove the character from the input and import it again")
            }
            _ => return None,
        })
    }

    /// What a clerk may meet, in Chinese.
    fn zh(&self) -> Option<String> {
        Some(match self {
            Error::Absent { archive } => format!("档案库 {archive} 不存在"),
            Error::Bare { archive } => format!("档案库 {archive} 中没有表"),
            Error::Newer { archive, found, known } => {
                format!("档案库 {archive} 的版本为 {found}，本程序只认识到版本 {known}")
            }
            Error::Url { url } => {
                format!("{url:?} 不是档案库地址：请写 sqlite:文件 或 postgres://用户@主机/数据库")
            }
            Error::Server { archive, found, least } => {
                format!("{archive} 的服务器是 PostgreSQL {found}，至少需要 {least}")
            }
            Error::Older { archive, found, known } => {
                format!("档案库 {archive} 的版本为 {found}，当前版本为 {known}")
            }
            Error::NotEmpty { table } => format!("目标档案库不是空的：表 {table} 已有内容，未复制任何内容"),
            Error::CopyDiffers { table } => format!("表 {table} 复制后读回的内容不同，未保留任何内容"),
            Error::Foreign { archive, reason } => format!("{archive} 不是随查的档案库：{reason}"),
            Error::Locked { archive, .. } => format!("档案库 {archive} 正被另一个进程占用"),
            Error::Released { lease, token } => {
                format!("租约 {lease}:{token} 已被收回，无人接手，未保存任何内容")
            }
            Error::Overtaken { lease, token, by } => {
                format!("租约 {lease}:{token} 已失效，由 {by} 接手，未保存任何内容")
            }
            Error::LeaseName { name } => {
                format!("{name:?} 不是租约名称（可打印的 ASCII 字符，不含空格，至多128个字符）")
            }
            Error::Full { archive, .. } => format!("档案库 {archive} 所在磁盘已满，未保存任何内容"),
            Error::Denied { archive, reason } => format!("档案库 {archive} 无法打开或写入：{reason}"),
            Error::Parameter { archive, name } => format!("{archive} 的地址中有不认识的参数 {name:?}"),
            Error::Login { archive, reason } => format!("档案库 {archive} 的服务器拒绝该账号：{reason}"),
            Error::NoPlace { archive, reason } => {
                format!("档案库 {archive} 的服务器上没有该数据库或模式：{reason}")
            }
            Error::Database { archive, reason } => format!("档案库 {archive} 的数据库报告：{reason}"),
            Error::Unreachable { archive, reason } => format!("无法连接档案库 {archive}：{reason}"),
            Error::Damaged { archive, reason } => format!("档案库 {archive} 已损坏：{reason}"),
            Error::Corrupt { table, key, column, .. } => {
                format!("档案库已损坏：表 {table}，行 {key}，列 {column}")
            }
            _ => return None,
        })
    }

    /// Names the object of an [`Error::Exists`]; other errors stay as they are.
    pub(super) fn named(self, what: impl FnOnce() -> String) -> Self {
        match self {
            Error::Exists { .. } => Error::Exists { what: what() },
            other => other,
        }
    }
}

impl From<Error> for crate::error::Error {
    fn from(error: Error) -> Self {
        let program = crate::error::Error {
            message_zh: error.zh(),
            ..crate::error::Error::new(error.exit(), error.to_string())
        };
        match error.advice() {
            Some((zh, en)) => program.advice(zh, en),
            None => program,
        }
    }
}
