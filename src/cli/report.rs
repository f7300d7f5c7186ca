//! `suicha report …`: what is typed.

use clap::{Subcommand, ValueEnum};
use std::path::PathBuf;

/// `suicha report …`.
#[derive(Debug, Subcommand)]
pub enum ReportCommand {
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
    /// The rows behind a bar, a cell or a curve of a figure. For the bureau: not public.
    Explain {
        /// Which draw.
        draw: String,
        /// The figure's file name without its ending, e.g. results.
        figure: String,
        /// The cell, e.g. A01/R1; a wrong one lists those there are.
        cell: String,
    },
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
