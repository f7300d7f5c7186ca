//! Parse, build the world, run one command, print one answer or one error, exit.

use clap::Parser;
use std::process::ExitCode;
use suicha::cli::Cli;
use suicha::command;

fn main() -> ExitCode {
    let cli = Cli::parse();
    command::answer::start_log(cli.global.verbose);
    let json = cli.global.json;
    match command::run(cli) {
        Ok(answer) => answer.print(json),
        Err(error) => {
            command::answer::print_error(&error, json);
            ExitCode::from(error.exit as u8)
        }
    }
}
