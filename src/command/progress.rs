//! Progress of long work: a bar on a terminal, a line every few seconds elsewhere. On stderr, so
//! that it never mixes with what a command says.

use indicatif::{ProgressBar, ProgressStyle};
use std::io::IsTerminal;
use std::time::{Duration, Instant};

/// Shows how far one piece of work is.
pub struct Progress {
    bar: Option<ProgressBar>,
    label: String,
    last: Instant,
    shown: bool,
}

const EVERY: Duration = Duration::from_secs(5);

impl Progress {
    /// Starts; `total` 0 means "unknown".
    pub fn start(label: &str, total: u64, quiet: bool) -> Self {
        let terminal = std::io::stderr().is_terminal();
        let style = ProgressStyle::with_template("{msg} {bar:30} {human_pos}/{human_len} {eta}");
        let counting = ProgressStyle::with_template("{spinner} {msg} {human_pos}");
        let bar = (terminal && !quiet).then(|| match total {
            0 => ProgressBar::new_spinner()
                .with_style(counting.unwrap_or_else(|_| ProgressStyle::default_spinner())),
            total => {
                ProgressBar::new(total).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
            }
        });
        if let Some(bar) = &bar {
            bar.set_message(label.to_owned());
        }
        Self { bar, label: label.to_owned(), last: Instant::now(), shown: !quiet }
    }

    /// So much is done.
    pub fn at(&mut self, done: u64) {
        match &self.bar {
            Some(bar) => bar.set_position(done),
            None if self.shown && self.last.elapsed() >= EVERY => {
                eprintln!("{}: {done}", self.label);
                self.last = Instant::now();
            }
            None => {}
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
