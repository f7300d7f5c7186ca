//! Parse, build the world, run one command, print one answer or one error, exit.

use clap::Parser;
use std::process::ExitCode;
use suicha::cli::Cli;
use suicha::command;

fn main() -> ExitCode {
    let cli = Cli::parse();
    command::answer::start_log(cli.global.verbose, cli.global.quiet);
    let json = cli.global.json;
    let lang = command::lang_of(&cli.global);
    match command::run(cli) {
        Ok(answer) => answer.print(json),
        Err(error) => {
            command::answer::print_error(&error, json, lang);
            ExitCode::from(error.exit as u8)
        }
    }
}
