//! What the command line's parser refuses, in Chinese as well: clap itself speaks English only.

use crate::error::{Error, Exit};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use std::num::ParseIntError;

/// An error of clap as one of ours, or `None` where it only wants to print its help or its version.
pub fn refused(error: &clap::Error) -> Option<Error> {
    use ErrorKind::{DisplayHelp, DisplayHelpOnMissingArgumentOrSubcommand, DisplayVersion};
    if matches!(error.kind(), DisplayHelp | DisplayVersion | DisplayHelpOnMissingArgumentOrSubcommand) {
        return None;
    }
    let english = error.to_string();
    let (message, rest) = first_sentence(english.trim_start_matches("error: "));
    let said = Error::said(Exit::Usage, format!("命令行有误：{}", chinese(error)), message);
    let help = "加 --help 查看说明与例子";
    let usage = told(error, ContextKind::Usage).replacen("Usage:", "用法：", 1);
    let zh = [hint(error), usage, help.to_owned()].into_iter().filter(|line| !line.is_empty());
    Some(said.advice(zh.collect::<Vec<_>>().join("\n  "), rest.trim()))
}

/// What clap says first, on one line with the list that it announces by a colon, and the rest.
fn first_sentence(english: &str) -> (String, &str) {
    let (first, rest) = english.split_once('\n').unwrap_or((english, ""));
    if !first.ends_with(':') {
        return (first.to_owned(), rest);
    }
    let (list, rest) = rest.split_once("\n\n").unwrap_or((rest, ""));
    let list: Vec<&str> = list.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    (format!("{first} {}", list.join(", ")), rest)
}

fn chinese(error: &clap::Error) -> String {
    let arg = told(error, ContextKind::InvalidArg);
    let value = told(error, ContextKind::InvalidValue);
    match error.kind() {
        ErrorKind::UnknownArgument => format!("没有参数 {arg}"),
        ErrorKind::InvalidSubcommand => format!("没有命令 {}", told(error, ContextKind::InvalidSubcommand)),
        ErrorKind::MissingRequiredArgument => format!("缺少 {arg}"),
        ErrorKind::MissingSubcommand => "缺少子命令".into(),
        ErrorKind::InvalidValue if value.is_empty() => format!("{arg} 缺少值"),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => format!("{arg} 的值 {value:?} 有误"),
        ErrorKind::ArgumentConflict => format!("{arg} 不能与 {} 同用", told(error, ContextKind::PriorArg)),
        ErrorKind::TooManyValues | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            format!("{arg} 的值的个数不对")
        }
        ErrorKind::InvalidUtf8 => "参数不是 UTF-8".into(),
        _ => error.kind().as_str().unwrap_or("无法识别").to_owned(),
    }
}

/// What would have been right, where clap knows.
fn hint(error: &clap::Error) -> String {
    let valid = told(error, ContextKind::ValidValue);
    if !valid.is_empty() {
        return format!("可用的值：{valid}");
    }
    if let Some(why) = std::error::Error::source(error) {
        return reason(why);
    }
    let near = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue];
    let near = near.into_iter().map(|kind| told(error, kind)).find(|text| !text.is_empty());
    near.map_or_else(String::new, |near| format!("是否要写 {near}？"))
}

/// Why a value is not taken: what numbers are wanted in Chinese, other reasons as they are.
fn reason(why: &(dyn std::error::Error + 'static)) -> String {
    if why.is::<ParseIntError>() {
        return "应为整数".into();
    }
    let why = why.to_string();
    let Some((value, range)) = why.split_once(" is not in ") else { return why };
    match range.split_once("..") {
        Some((least, "")) => format!("{value} 太小：不得小于 {least}"),
        Some((least, most)) => match most.strip_prefix('=') {
            Some(most) => format!("{value} 超出范围：应在 {least} 到 {most} 之间"),
            None => format!("{value} 超出范围：应不小于 {least} 且小于 {most}"),
        },
        None => why,
    }
}

fn told(error: &clap::Error, kind: ContextKind) -> String {
    match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join("、"),
        Some(ContextValue::StyledStr(text)) => text.to_string().trim().to_owned(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Cli;
    use super::*;
    use clap::Parser;

    fn zh(args: &[&str]) -> String {
        let error = Cli::try_parse_from([&["suicha"], args].concat()).unwrap_err();
        refused(&error).map_or_else(String::new, |error| error.text(crate::core::lang::Lang::Zh))
    }

    #[test]
    fn mistakes_are_explained_in_chinese() {
        let cases: [(&[&str], &[&str]); 8] = [
            (&["draw", "freze"], &["没有命令 freze", "freeze"]),
            (&["verify", "DIR", "--jsn"], &["没有参数 --jsn", "--json"]),
            (&["verify"], &["缺少 <DIR>", "用法： suicha verify"]),
            (&["sql", "DIR", "--dialect", "oracle"], &["--dialect", "oracle", "postgres"]),
            (&["synth", "--subjects", "x", "--out", "o"], &["\"x\" 有误", "应为整数"]),
            (
                &["report", "plan-sample", "--population", "0", "--rate", "5%"],
                &["--population <N> 的值 \"0\" 有误", "0 超出范围：应在 1 到 1000000000 之间"],
            ),
            (&["report", "plan-sample", "--population", "-", "--rate", "5%"], &["应为整数"]),
            (&["import", "subject", "f.csv"], &["subject", "subjects"]),
        ];
        for (args, parts) in cases {
            let text = zh(args);
            assert!(parts.iter().all(|part| text.contains(part)), "{args:?}: {text}");
        }
    }

    #[test]
    fn what_is_missing_is_named_in_english_too() {
        let cases: [(&[&str], &str, &str); 3] = [
            (
                &["verify"],
                "the following required arguments were not provided: <DIR>",
                "Usage: suicha verify",
            ),
            (&["draw", "freeze", "d"], "not provided: --plan <NUMBER>, --at <RFC3339>", "Usage:"),
            (&["verify", "DIR", "--jsn"], "unexpected argument '--jsn' found", "tip:"),
        ];
        for (args, message, rest) in cases {
            let error = Cli::try_parse_from([&["suicha"], args].concat()).unwrap_err();
            let refused = refused(&error).unwrap();
            assert!(refused.message.contains(message), "{args:?}: {}", refused.message);
            assert!(refused.remedy.unwrap().starts_with(rest), "{args:?}");
        }
    }

    #[test]
    fn help_and_version_are_no_errors() {
        assert_eq!(zh(&["--help"]) + &zh(&["--version"]) + &zh(&["draw"]), "");
    }
}
