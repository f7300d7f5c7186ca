//! Parse, build the world, run one command, print one answer or one error, exit.

use clap::Parser;
use std::process::ExitCode;
use suicha::cli::{Cli, usage};
use suicha::command;
use suicha::core::lang::Lang;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return refuse(&error),
    };
    command::start_log(&cli);
    let (json, logged) = (cli.global.json, command::logs_json(&cli));
    let lang = command::lang_of(&cli.global);
    match command::run(cli) {
        Ok(answer) => answer.print(json),
        Err(error) => {
            command::answer::print_error(&error, json, logged, lang);
            ExitCode::from(error.exit as u8)
        }
    }
}

/// A command line that cannot be read: told in the language it asks for, as far as that can be seen.
fn refuse(error: &clap::Error) -> ExitCode {
    let args: Vec<String> = std::env::args().collect();
    let english =
        args.windows(2).any(|pair| pair == ["--lang", "en"]) || args.iter().any(|a| a == "--lang=en");
    let json = args.iter().any(|arg| arg == "--json");
    match usage::refused(error) {
        Some(refused) if json || !english => {
            let lang = if english { Lang::En } else { Lang::Zh };
            command::answer::print_error(&refused, json, false, lang);
            ExitCode::from(refused.exit as u8)
        }
        _ => error.exit(),
    }
}
