//! The number of a letter (文号): the next of its sequence, or the one somebody typed, checked against the register.

use super::Desk;
use crate::command::rejected;
use crate::core::credit::Letter;
use crate::core::credit::letter::{self, Assigned, Mark, Number, Paper, Series};
use crate::core::lang::Twin;
use crate::env::Env;
use crate::error::{Error, Exit, Result};

impl Desk<'_> {
    /// The letter that a decision is, with what its number leaves unused.
    pub(super) async fn letter(
        &self,
        env: &Env,
        paper: Option<Paper>,
        typed: Option<&str>,
    ) -> Result<(Option<Letter>, Vec<Twin>)> {
        let typed = typed.map(str::trim).filter(|typed| !typed.is_empty());
        let Some(paper) = paper else {
            return match typed {
                None => Ok((None, Vec::new())),
                Some(typed) => Err(unlettered(typed)),
            };
        };
        let Some(mark) = self.rules.mark(paper, self.on) else { return Err(no_mark(paper)) };
        let authority = self.authority(env);
        let series = self.series(env, mark, &authority, typed)?;
        let taken = self.archive.credit_letters(&authority, &series.to_string()).await?;
        let taken = taken.into_iter().map(|row| (row.number, row.act)).collect();
        let Assigned { number, gap } = letter::assign(&series, &taken, typed).map_err(|refusal| {
            let what = Twin::new("文号", "the number of the letter");
            rejected(&what, &[refusal.said(typed.unwrap_or_default())])
        })?;
        let warning = gap.map(|(first, last)| {
            Twin::new(
                format!("{series} 序列中第{first}号至第{last}号未使用"),
                format!("numbers {first} to {last} of {series} are not used"),
            )
        });
        let number = typed.map_or_else(|| number.to_string(), str::to_owned);
        Ok((Some(Letter { authority, number }), warning.into_iter().collect()))
    }

    /// The sequence: the word of another authority is only known from a number of it.
    fn series(&self, env: &Env, mark: &Mark, authority: &str, typed: Option<&str>) -> Result<Series> {
        let year = self.on.year();
        let own = authority == env.config.body.trim() || self.args.authority.is_none();
        let word = match typed.and_then(Number::parse) {
            _ if own => env.config.credit.letters.word.clone(),
            Some(number) => number.series.head.strip_suffix(&mark.mark).unwrap_or_default().to_owned(),
            None => {
                return Err(Error::said(
                    Exit::Usage,
                    format!("{authority} 的部门字号未知"),
                    format!("the word of {authority} in numbers of letters is not known"),
                )
                .advice("请用 --letter 写明文号", "write the number: --letter NUMBER"));
            }
        };
        Ok(Series { head: format!("{word}{}", mark.mark), year })
    }
}

fn unlettered(typed: &str) -> Error {
    Error::said(
        Exit::Rejected,
        format!("该决定没有文书，不编文号（{typed}）：注（吊）销移出、异议答复等不发文书"),
        format!("this decision is no letter and has no number ({typed}): removals after deregistration, answers to objections"),
    )
    .advice("请去掉 --letter", "leave --letter out")
}

fn no_mark(paper: Paper) -> Error {
    let (zh, en) = paper.said();
    Error::said(
        Exit::Rejected,
        format!("该日没有“{zh}”文书的字号（letters.csv）"),
        format!("no mark for a letter of {en} was in force on that day (letters.csv)"),
    )
}
