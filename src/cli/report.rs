//! `suicha report …`: what is typed.

use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;

/// `suicha report …`.
#[derive(Debug, Subcommand)]
pub enum ReportCommand {
    /// The report of a month (月报): tables, figures, workbook and text.
    #[command(mut_arg("period", |arg| arg.help("The month, e.g. 2023-10")))]
    Month(PeriodArgs),
    /// The report of a quarter (季报).
    #[command(mut_arg("period", |arg| arg.help("The quarter, e.g. 2023Q4")))]
    Quarter(PeriodArgs),
    /// The report of a year (年度工作总结).
    #[command(mut_arg("period", |arg| arg.help("The year, e.g. 2023")))]
    Year(PeriodArgs),
    /// The facts every table is counted from, as Parquet files with a manifest. For the bureau: not public.
    Facts {
        /// A new directory.
        dir: PathBuf,
        /// Facts up to this day (default: yesterday).
        #[arg(long, value_name = "DAY")]
        as_of: Option<String>,
    },
    /// Two periods side by side, or two rows (regions, tasks) of a table in one period.
    Compare(CompareArgs),
    /// Figures (图) of a draw and its outcomes, with a manifest of digests.
    Figures {
        /// Which draw.
        draw: String,
        /// A new directory.
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
        /// Kind of file; PNG needs a Chinese font (Debian: fonts-noto-cjk).
        #[arg(long, value_enum, default_value_t)]
        format: FigureFormat,
        /// Only what everybody may see today.
        #[arg(long)]
        public: bool,
    },
    /// The rows behind a number: of a figure of a draw (explain d results A01/R1), or of a table of a period
    /// (explain 2023-10 inspections-by-region 340102/published). For the bureau: not public.
    Explain(ExplainArgs),
    /// What the published results of a draw say of everybody it was drawn from: rates with intervals.
    Estimate(ReportEstimate),
    /// How many to draw, to find a problem or to know a rate.
    PlanSample(PlanSample),
}

/// `suicha report month|quarter|year`.
#[derive(Args, Debug)]
pub struct PeriodArgs {
    /// The period; each command says which.
    pub period: String,
    /// A new directory for tables, figures and documents; without it the main numbers are told.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Facts up to this day (统计截止日); default: the end of the period, yesterday where it is not over.
    #[arg(long, value_name = "DAY")]
    pub as_of: Option<String>,
    /// Only what everybody may see.
    #[arg(long)]
    pub public: bool,
    /// Count the facts of a directory written by `report facts` instead of the archive's.
    #[arg(long, value_name = "DIR")]
    pub facts: Option<PathBuf>,
}

/// `suicha report explain`.
#[derive(Args, Debug)]
pub struct ExplainArgs {
    /// A draw, or a period: 2023-10, 2023Q4, 2023.
    #[arg(value_name = "DRAW|PERIOD")]
    pub of: String,
    /// Of a draw the figure's file name without its ending, e.g. results; of a period the table's name.
    #[arg(value_name = "FIGURE|TABLE")]
    pub figure: String,
    /// The cell, e.g. A01/R1; of a table ROW/COLUMN, several keys of a row joined by +, the sums as
    /// total/COLUMN. A wrong one lists those there are.
    pub cell: String,
    /// Of a table: facts up to this day (default: the end of the period, yesterday where it is not over).
    #[arg(long, value_name = "DAY")]
    pub as_of: Option<String>,
    /// Of a table: facts of a directory written by `report facts`.
    #[arg(long, value_name = "DIR")]
    pub facts: Option<PathBuf>,
}

/// `suicha report compare`.
#[derive(Args, Debug)]
pub struct CompareArgs {
    /// Two periods, e.g. 2023-10 2023-11; one with --rows.
    #[arg(value_name = "PERIOD", required = true, num_args = 1..=2)]
    pub periods: Vec<String>,
    /// One table, key by key (default: the sums of every table).
    #[arg(long, value_name = "ID")]
    pub table: Option<String>,
    /// Two rows of --table against each other, by their codes; several keys of a row joined by +.
    #[arg(long, value_name = "CODE,CODE", value_delimiter = ',', requires = "table")]
    pub rows: Vec<String>,
    /// Facts up to this day (default: the end of the later period, yesterday where it is not over).
    #[arg(long, value_name = "DAY")]
    pub as_of: Option<String>,
    /// Count the facts of a directory written by `report facts` instead of the archive's.
    #[arg(long, value_name = "DIR")]
    pub facts: Option<PathBuf>,
}

/// Kinds of files of figures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum FigureFormat {
    /// Lines and texts, at any size.
    Svg,
    /// Pixels, 300 an inch.
    Png,
    /// A file of each.
    #[default]
    Both,
}

/// `suicha report estimate`.
#[derive(Args, Debug)]
pub struct ReportEstimate {
    /// The draw.
    pub draw: String,
    /// One of its tasks (default: each).
    #[arg(long, value_name = "ID")]
    pub task: Option<String>,
    /// Number of the attempt (default: the latest).
    #[arg(long, value_name = "N")]
    pub attempt: Option<u32>,
    /// Subjects to be drawn next time, shared among the strata as advice (default: as many as were drawn).
    #[arg(long, value_name = "N", requires = "task")]
    pub next: Option<u64>,
    /// Write the numbers into this file too.
    #[arg(long, value_name = "OUT.csv|OUT.xlsx|OUT.json")]
    pub out: Option<PathBuf>,
    /// Replace the file of --out if it exists.
    #[arg(long, requires = "out")]
    pub replace: bool,
}

/// `suicha report plan-sample`.
#[derive(Args, Debug)]
pub struct PlanSample {
    /// Subjects in the stratum.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=1_000_000_000))]
    pub population: u64,
    /// The rate of problems to be found or known: 5%, 0.05 or 1/20.
    #[arg(long, value_name = "P")]
    pub rate: String,
    /// Chance of finding one problem at least.
    #[arg(long, value_name = "P", default_value = "80%")]
    pub power: String,
    /// Know the rate within ± so much.
    #[arg(long, value_name = "P")]
    pub margin: Option<String>,
    /// How sure the margin is to be.
    #[arg(long, value_name = "P", default_value = "95%")]
    pub confidence: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_length_tells_its_own_kind_of_period() {
        let mut all = ReportCommand::augment_subcommands(clap::Command::new("report"));
        for (length, own) in [("month", "e.g. 2023-10"), ("quarter", "e.g. 2023Q4"), ("year", "e.g. 2023\n")]
        {
            let help = all.find_subcommand_mut(length).unwrap().render_help().to_string();
            assert!(help.contains(own), "{help}");
            assert_eq!(help.matches("e.g. 2023").count(), 1, "{help}");
        }
    }
}
