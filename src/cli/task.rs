//! `suicha task …`: what is typed.

use clap::{Args, Subcommand};
use std::path::PathBuf;

/// `suicha task …`.
#[derive(Debug, Subcommand)]
pub enum TaskCommand {
    /// Tasks of the published plans, and where each stands.
    List,
    /// A workbook of a drawn task: outcomes to be filled in, or the list of names.
    Export {
        /// Which task.
        #[command(flatten)]
        which: WhichTask,
        /// An .xlsx file that does not exist yet.
        file: PathBuf,
        /// outcome (default), name-list, announcement, or a layout file.
        #[arg(long, value_name = "NAME|FILE.toml")]
        layout: Option<String>,
        /// Replace the file if it exists.
        #[arg(long)]
        replace: bool,
    },
    /// All documents of a drawn task: notices, record forms, lists, announcement, work plan.
    Forms {
        /// Which task.
        #[command(flatten)]
        which: WhichTask,
        /// A new directory.
        dir: PathBuf,
        /// A layout file in the place of the program's layout of the same kind.
        #[arg(long, value_name = "FILE.toml")]
        layout: Vec<String>,
    },
}

/// A task on the command line.
#[derive(Args, Debug)]
pub struct WhichTask {
    /// 抽查任务编号, or the id where only one plan has it.
    pub task: String,
    /// The draw it belongs to, to be sure.
    #[arg(long)]
    pub draw: Option<String>,
}
