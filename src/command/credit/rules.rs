//! The rules in use: those that are shipped, or the bureau's own (`[credit] rules`), and sets of former times
//! under which old decisions were made. `suicha credit rules` tells their version, checks a directory and
//! writes the files to start from. What a rule says is `core::credit`'s.

use crate::cli::CreditRules;
use crate::command::answer::Answer;
use crate::command::{read_text, rejected, unreadable};
use crate::core::credit::risk::Model;
use crate::core::credit::ruleset::{Origin, RuleSet};
use crate::core::credit::{Act, Rules};
use crate::core::datafile::Problem;
use crate::core::digest::Digest;
use crate::core::lang::Twin;
use crate::durable;
use crate::env::Env;
use crate::error::{Error, Exit, Result, system_words};
use serde_json::json;
use std::borrow::Cow;
use std::path::Path;

/// The rules in use.
pub fn of(env: &Env) -> Result<Cow<'static, Rules>> {
    in_use(env).map(|(rules, _)| rules)
}

/// The rules in use and the version of their set, from one reading: an act names the rules it was made with.
pub fn in_use(env: &Env) -> Result<(Cow<'static, Rules>, Digest)> {
    let set = set(env)?;
    let rules = match &env.config.credit.rules {
        None => Cow::Borrowed(Rules::embedded()),
        Some(dir) => Cow::Owned(parsed(&set, dir)?),
    };
    Ok((rules, set.digest()))
}

/// The set in use.
pub fn set(env: &Env) -> Result<RuleSet> {
    env.config.credit.rules.as_deref().map_or_else(|| Ok(RuleSet::shipped()), |dir| read(&env.root.join(dir)))
}

/// The internal model of classes in use.
pub fn model(env: &Env) -> Result<Model> {
    let dir = env.config.credit.rules.as_deref().unwrap_or(Path::new("credit"));
    set(env)?.model().map_err(|problems| refused(dir, &problems))
}

/// A set that lies in a directory.
pub fn read(dir: &Path) -> Result<RuleSet> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(dir).map_err(|e| unreadable(dir, &e))? {
        let name = entry.map_err(|e| unreadable(dir, &e))?.file_name().to_string_lossy().into_owned();
        if name.ends_with(".csv") {
            names.push(name);
        }
    }
    names.sort_unstable();
    let text = |name: String| read_text(&dir.join(&name)).map(|text| (name, text));
    let own: Vec<(String, String)> = names.into_iter().map(text).collect::<Result<_>>()?;
    RuleSet::of(&own).map_err(|problems| refused(dir, &problems))
}

/// The rules of a set.
pub fn parsed(set: &RuleSet, dir: &Path) -> Result<Rules> {
    set.rules().map_err(|problems| refused(dir, &problems))
}

fn refused(dir: &Path, problems: &[(String, Problem)]) -> Error {
    let said = |(file, problem): &(String, Problem)| {
        let said = problem.said();
        Twin::new(format!("{file} {}", said.zh), format!("{file} {}", said.en))
    };
    let (name, said): (_, Vec<Twin>) = (dir.display(), problems.iter().map(said).collect());
    rejected(&Twin::new(format!("{name} "), name.to_string()), &said)
}

/// Sets that are at hand by their digests: in use, shipped, of former times.
fn at_hand(env: &Env) -> Result<Vec<(Digest, String)>> {
    let named = |zh: &str, en: &str| env.lang.pick(zh, en).to_owned();
    let mut sets = vec![(set(env)?.digest(), named("现用", "in use"))];
    sets.push((RuleSet::shipped().digest(), named("随程序附带", "shipped")));
    for dir in &env.config.credit.former_rules {
        sets.push((read(&env.root.join(dir))?.digest(), dir.display().to_string()));
    }
    Ok(sets)
}

/// One line for each act that was made under another set than the one in use; how to tell its day again.
pub fn others(env: &Env, acts: &[Act]) -> Result<Vec<String>> {
    let sets = at_hand(env)?;
    let told = acts.iter().filter_map(|act| {
        let rules = act.rules.filter(|rules| *rules != sets[0].0)?;
        let (number, day, short) = (act.number, act.at.date(), &rules.hex()[..12]);
        Some(match sets.iter().find(|(digest, _)| *digest == rules) {
            Some((_, place)) => env.lang.pick(
                format!("操作{number}（{day}）依据规则集{short}（{place}）"),
                format!("act {number} ({day}) was made under the rules {short} ({place})"),
            ),
            None => env.lang.pick(
                format!("操作{number}（{day}）依据规则集{short}，该规则集不在手，无法按其重算：请找到后写入 former-rules，或用 --rules 指定"),
                format!("act {number} ({day}) was made under the rules {short}, which are not at hand: nothing can be told under them; name their directory in former-rules, or with --rules"),
            ),
        })
    });
    Ok(told.collect())
}

/// `suicha credit rules`.
pub fn run(env: &Env, args: &CreditRules) -> Result<Answer> {
    let (set, place) = match &args.check {
        Some(dir) => (read(dir)?, dir.display().to_string()),
        None => {
            let own = env.config.credit.rules.as_ref().map(|dir| dir.display().to_string());
            (set(env)?, own.unwrap_or_else(|| env.lang.pick("随程序附带", "shipped").into()))
        }
    };
    let dir = args.check.as_deref().or(env.config.credit.rules.as_deref()).unwrap_or(Path::new("."));
    let rules = parsed(&set, dir)?;
    let (digest, lang) = (set.digest(), env.lang);
    let mut text =
        lang.pick(format!("规则集 {digest}（{place}）\n"), format!("set of rules {digest} ({place})\n"));
    let mut files = Vec::new();
    for (file, content, origin) in set.files() {
        let (zh, en) = match origin {
            Origin::Shipped => ("随程序附带", "shipped"),
            Origin::Replaced => ("本局替换", "replaced by the bureau"),
            Origin::Continued => ("本局续写", "continued by the bureau"),
        };
        let digest = Digest::of(content.as_bytes());
        text.push_str(&format!("  {}  {}  {}\n", &digest.hex()[..12], file.name, lang.pick(zh, en)));
        files.push(json!({"file": file.name, "origin": en, "sha256": digest.hex()}));
    }
    let open = rules.versions().filter(|(_, law)| !law.confirmed).count();
    text.push_str(&lang.pick(
        format!("  待确认的规则版本{open}个\n"),
        format!("  {open} versions of rules are to be signed off\n"),
    ));
    let ended = rules.ended(Rules::embedded());
    for (code, last) in &ended {
        let (code, last) = (code.word(), last.map_or_else(String::new, |day| format!(" {day}")));
        text.push_str(&lang.pick(
            format!("  提醒：{code}{last} 之后无版本；随程序附带的规则集中它仍有效。若非本意，请补写后续版本\n"),
            format!("  note: {code} ends{last} without a later version; in the shipped set it is still in force. If that is not meant, add the version that follows\n"),
        ));
    }
    let ended: Vec<_> = ended
        .iter()
        .map(|(code, last)| json!({"code": code.word(), "last": last.map(|day| day.to_string())}))
        .collect();
    if let Some(out) = &args.out {
        write(out, &set)?;
        let out = out.display();
        text.push_str(&lang.pick(format!("已写入 {out}\n"), format!("written to {out}\n")));
    }
    Ok(Answer::new(
        text,
        json!({"digest": digest.hex(), "files": files, "unconfirmed": open, "ended": ended}),
    ))
}

fn write(out: &Path, set: &RuleSet) -> Result<()> {
    if out.exists() {
        let out = out.display();
        let (zh, en) = (format!("{out} 已存在，没有覆盖"), format!("{out} exists and was not written over"));
        return Err(Error::said(Exit::Conflict, zh, en).advice("请换一个新目录", "name a new directory"));
    }
    let files = set.files().map(|(file, text, _)| (file.name, text.as_bytes(), false));
    durable::write_dir(out, files).map_err(|e| {
        let (out, zh) = (out.display(), system_words(&e).0);
        Error::said(Exit::Outside, format!("无法写入 {out}：{zh}"), format!("cannot write {out}: {e}"))
    })
}
