//! What a command says: text for people, one JSON document for programs, and an exit code.

use crate::core::lang::Lang;
use crate::error::{Error, Exit};
use serde_json::{Value, json};
use std::io::{IsTerminal, Write};
use std::process::ExitCode;

/// Answer of a command that ran.
#[derive(Debug)]
pub struct Answer {
    /// Lines for people.
    pub text: String,
    /// The same for programs.
    pub json: Value,
    /// Set where the command ran but what it found is bad news (rejected rows, a discrepancy).
    pub bad_news: Option<Exit>,
}

impl Answer {
    /// Good news.
    pub fn new(text: impl Into<String>, json: Value) -> Self {
        Self { text: text.into(), json, bad_news: None }
    }

    /// The same with an exit code other than 0.
    pub fn with_exit(mut self, exit: Option<Exit>) -> Self {
        self.bad_news = exit;
        self
    }

    /// Prints to stdout and gives the exit code. A closed pipe is not an error.
    pub fn print(&self, json: bool) -> ExitCode {
        let text = if json { format!("{:#}\n", self.json) } else { self.text.clone() };
        let _ = std::io::stdout().lock().write_all(text.as_bytes());
        self.bad_news.map_or(ExitCode::SUCCESS, |exit| ExitCode::from(exit as u8))
    }
}

/// Prints an error: on stderr for people, or as a record of a log that is JSON; as JSON on stdout as well for programs.
pub fn print_error(error: &Error, json: bool, logged: bool, lang: Lang) {
    if json {
        let document = json!({
            "error": error.message, "error_zh": error.message_zh,
            "remedy": error.remedy, "remedy_zh": error.remedy_zh, "exit": error.exit as u8,
        });
        let _ = writeln!(std::io::stdout().lock(), "{document:#}");
    }
    if logged {
        tracing::error!(exit = error.exit as u8, "{}", error.text(lang));
    } else {
        let _ = writeln!(std::io::stderr().lock(), "suicha: {}", error.text(lang));
    }
}

/// Starts the log on stderr: warnings, errors only when quiet, information with -v, everything with
/// -vv; in colour only on a terminal.
pub fn start_log(verbose: u8, quiet: bool) {
    let level = match (verbose, quiet) {
        (0, true) => "error",
        (0, false) => "warn",
        (1, _) => "suicha=info,warn",
        _ => "suicha=debug,info",
    };
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::new(level))
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr)
        .without_time()
        .init();
}
