//! The program as a person or a script runs it: commands, files, exit codes.

mod archives;
mod backups;
pub mod bureau;
mod ceremony;
mod classes;
mod credit;
mod credit_report;
mod credit_rows;
mod daemon;
mod damage;
mod demo;
mod endings;
mod estimates;
mod exchange;
mod faults;
mod figures;
mod foreign;
mod fsck;
mod imports;
mod kills;
mod leases;
mod levels;
mod lists;
mod log;
mod minneapolis;
mod notify;
mod outcomes;
mod plans;
mod procedure;
mod receipts;
mod refused;
mod replace;
mod report_columns;
mod report_facts;
mod report_period;
mod servers;
mod several;
mod words;
mod workbook;

use crate::common::tree;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A bureau in a directory of its own, run through the real binary.
pub struct Bureau {
    /// Its directory; removed at the end.
    dir: tempfile::TempDir,
}

/// What a command answered.
pub struct Answer {
    pub exit: i32,
    pub out: String,
    pub err: String,
}

impl Bureau {
    /// An empty directory.
    pub fn bare() -> Self {
        Self { dir: tempfile::tempdir().unwrap() }
    }

    /// A bureau made by `init`, with two stations and one tag.
    pub fn new() -> Self {
        let bureau = Self::bare();
        bureau.run(&["init", "."]).ok();
        let config =
            bureau.read("suicha.toml").replace("[units]", "[units]\n\"甲所\" = \"s01\"\n\"乙所\" = \"s02\"");
        bureau.write("suicha.toml", &config);
        bureau
    }

    /// A copy of another bureau's directory.
    pub fn copy_of(other: &Bureau) -> Self {
        let copy = Self::bare();
        for (name, bytes) in snapshot(other.dir.path()) {
            let path = copy.path(&name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, bytes).unwrap();
        }
        copy
    }

    /// A path inside.
    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Writes a file.
    pub fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        std::fs::write(self.path(name), text).unwrap();
    }

    /// Reads a file.
    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
    }

    /// Runs a command in the directory, in English.
    pub fn run(&self, args: &[&str]) -> Answer {
        self.run_with(args, &[])
    }

    /// The same at a frozen time.
    pub fn at(&self, time: &str, args: &[&str]) -> Answer {
        self.run(&[args, &["--clock", time]].concat())
    }

    /// The same with variables of the environment.
    pub fn run_with(&self, args: &[&str], variables: &[(&str, &str)]) -> Answer {
        let mut command = self.command(args);
        command.args(["--lang", "en"]).envs(variables.iter().copied());
        answer(command.output().unwrap())
    }

    /// The same in the language of the configuration: Chinese.
    pub fn in_chinese(&self, args: &[&str]) -> Answer {
        answer(self.command(args).output().unwrap())
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_suicha"));
        command.current_dir(self.dir.path()).args(args);
        command
    }
}

fn answer(output: Output) -> Answer {
    Answer {
        exit: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

impl Answer {
    /// The command must have ended well.
    #[track_caller]
    pub fn ok(self) -> Self {
        self.exits(0)
    }

    /// The command must have ended with this code.
    #[track_caller]
    pub fn exits(self, exit: i32) -> Self {
        assert_eq!(self.exit, exit, "out: {}\nerr: {}", self.out, self.err);
        self
    }

    /// A word that must not stand on stdout.
    pub fn lacks(self, word: &str) -> Self {
        assert!(!self.out.contains(word), "{word}:\n{}", self.out);
        self
    }

    /// What it said, wherever, must contain all of this.
    #[track_caller]
    pub fn says(self, wanted: &[&str]) -> Self {
        for text in wanted {
            assert!(
                self.out.contains(text) || self.err.contains(text),
                "no {text:?} in\nout: {}\nerr: {}",
                self.out,
                self.err
            );
        }
        self
    }
}

/// A recorded pulse file of the source tree.
pub fn pulse(round: &str) -> String {
    tree(&format!("data/pulses/quicknet-{round}.txt")).display().to_string()
}

/// Every file below a directory with its bytes, by relative path.
pub fn snapshot(dir: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    let mut open = vec![dir.to_owned()];
    while let Some(next) = open.pop() {
        for entry in std::fs::read_dir(&next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(dir).unwrap().display().to_string();
                found.push((name, std::fs::read(&path).unwrap()));
            }
        }
    }
    found.sort();
    found
}
