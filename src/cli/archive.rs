//! `suicha archive` and `suicha lease`: what is typed.

use clap::Subcommand;

/// What to do with an archive as a whole.
#[derive(Debug, Subcommand)]
pub enum ArchiveCommand {
    /// Copy every row into an empty archive, in one transaction, and prove by digests that both hold the same.
    Copy {
        /// sqlite:FILE or postgres://USER@HOST/DATABASE; nobody can write to it meanwhile.
        from: String,
        /// The same, of an archive without any row; an SQLite file is made.
        to: String,
    },
    /// For which bureau the archive is kept: acts with another region or name in suicha.toml are refused.
    Bureau {
        /// The bureau has got the region and the name that stand in suicha.toml now.
        #[arg(long)]
        change: bool,
    },
    /// The SQL that gives roles of a PostgreSQL server what they need of one bureau's archive, and no more.
    Roles {
        /// Print it; it is never executed here.
        #[arg(long, required = true)]
        print: bool,
        /// The schema of the bureau: one for each bureau of a database.
        #[arg(long, value_name = "NAME", default_value = "suicha")]
        schema: String,
    },
}

/// What to do with leases.
#[derive(Debug, Subcommand)]
pub enum LeaseCommand {
    /// Take a lease, run a command of this program under it, give it back. Exit 6 if somebody has it.
    Run {
        /// Name of the lease, e.g. job/draw-2023-09.
        name: String,
        /// Seconds after which somebody else may take it over, unless it is renewed; it is, while the command runs.
        #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u64).range(3..=86400))]
        ttl: u64,
        /// Wait so long for whoever has it.
        #[arg(long, value_name = "SECONDS", default_value_t = 0)]
        wait: u64,
        /// The command, after `--`: draw run 2023-09
        #[arg(last = true, required = true, value_name = "ARGS")]
        args: Vec<std::ffi::OsString>,
    },
    /// Leases: who has them, or had them last; the newest hundred.
    List {
        /// Every row of every lease, the oldest first.
        #[arg(long)]
        all: bool,
    },
    /// Take a lease away from whoever has it: what runs under it stores nothing more.
    Release {
        /// Name of the lease, or NAME:TOKEN as `lease list` prints it.
        name: String,
    },
}
