//! `[notify]` of `suicha.toml`, checked: every problem at once.

use crate::command::{read_text, rejected, unreadable};
use crate::core::lang::{Lang, Twin};
use crate::env::Env;
use crate::error::Result;
use crate::notify::{Kind, Mail, Recipient, Templates, is_address, is_server};
use crate::people::People;
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::path::Path;

/// What was checked.
pub struct Settings {
    /// Templates in use.
    pub templates: Cow<'static, Templates>,
    /// Mail, where it is set up.
    pub mail: Option<Mail>,
    /// The card number of each recipient who is an officer.
    pub cards: Vec<Option<String>>,
}

/// Reads them.
pub fn read(env: &Env) -> Result<Settings> {
    let config = &env.config.notify;
    let mut problems = Vec::new();
    let templates = match &config.templates {
        None => Cow::Borrowed(Templates::shipped()),
        Some(file) => {
            let path = env.root.join(file);
            let name = Twin::new(format!("{} ", path.display()), path.display().to_string());
            let own = Templates::parse(&read_text(&path)?).map_err(|found| rejected(&name, &found))?;
            Cow::Owned(own)
        }
    };
    let people = match &env.config.people {
        Some(file) if config.to.iter().any(|to| to.person.is_some()) => {
            Some(People::read(&env.root.join(file))?)
        }
        _ => None,
    };
    let mut names = BTreeSet::new();
    let mut cards = Vec::new();
    for to in &config.to {
        let mut wrong = |zh: String, en: String| {
            let name = &to.name;
            problems.push(Twin::new(format!("通知对象 {name:?}：{zh}"), format!("recipient {name:?}: {en}")));
        };
        if !names.insert(&to.name) || to.name.trim().is_empty() {
            wrong("名称须唯一且不为空".into(), "names are unique and not empty".into());
        }
        recipient(to, config.smtp.is_some(), &mut wrong);
        let card = to.person.as_deref().and_then(|id| {
            let people = people.as_ref()?;
            people.find(id).and_then(|person| person.card.as_ref()).map(|card| card.as_str().to_owned())
        });
        if let (Some(person), None) = (&to.person, &card) {
            wrong(
                format!("people.toml 中没有带执法证号的 {person}"),
                format!("people.toml has no {person} with a card number"),
            );
        }
        cards.push(card);
    }
    let mail = match &config.smtp {
        None => None,
        Some(smtp) => {
            if !is_server(&smtp.url) || !is_address(&smtp.from) {
                problems.push(Twin::new(
                    "[notify.smtp]：url 须如 smtps://邮件服务器，from 须为邮箱地址",
                    "[notify.smtp]: url must be like smtps://mail.example.gov.cn, from an address",
                ));
            }
            let login = match (&smtp.user, &smtp.password_file) {
                (Some(user), Some(file)) => {
                    let path = env.root.join(file);
                    let password = read_text(&path)?;
                    problems.extend(open_to_others(&path)?);
                    Some((user.clone(), password.trim_end().to_owned()))
                }
                (None, None) => None,
                _ => {
                    problems.push(Twin::new(
                        "[notify.smtp]：user 与 password-file 须同时写",
                        "[notify.smtp]: user and password-file belong together",
                    ));
                    None
                }
            };
            Some(Mail { url: smtp.url.clone(), from: smtp.from.clone(), login })
        }
    };
    match problems.is_empty() {
        true => Ok(Settings { templates, mail, cards }),
        false => {
            let file = env.config.file.display();
            let what = Twin::new(format!("{file} 的 [notify] "), format!("[notify] in {file}"));
            Err(rejected(&what, &problems).advice(
                "请改正后再次运行；各项的写法见 suicha init 写出的文件和 docs/operations.md（Notifications）",
                "put it right and run this again; the file that `suicha init` writes and docs/operations.md (Notifications) say what may stand there",
            ))
        }
    }
}

/// A file with a password that others than its owner can read or write.
#[cfg(unix)]
fn open_to_others(path: &Path) -> Result<Option<Twin>> {
    use std::os::unix::fs::PermissionsExt;
    let found = std::fs::metadata(path).map_err(|e| unreadable(path, &e))?;
    let mode = found.permissions().mode() & 0o777;
    let name = path.display();
    Ok((mode & 0o077 != 0).then(|| {
        Twin::new(
            format!("[notify.smtp]：password-file {name} 的权限是 {mode:04o}，须只有所有者能读写：请运行 chmod 600 {name}"),
            format!("[notify.smtp]: password-file {name} has mode {mode:04o}, but only its owner may read or write it: run `chmod 600 {name}`"),
        )
    }))
}

#[cfg(not(unix))]
fn open_to_others(_: &Path) -> Result<Option<Twin>> {
    Ok(None)
}

fn recipient(to: &Recipient, smtp: bool, wrong: &mut impl FnMut(String, String)) {
    let kinds: Vec<&str> = Kind::ALL.iter().map(|kind| kind.word()).collect();
    for event in to.events.iter().filter(|event| Kind::parse(event).is_none()) {
        wrong(
            format!("没有事件 {event:?}：有 {}", kinds.join("、")),
            format!("{event:?} is no event: there are {}", kinds.join(", ")),
        );
    }
    if to.events.is_empty() {
        wrong("events 为空".into(), "events is empty".into());
    }
    match (&to.mail, &to.webhook) {
        (None, None) => wrong("须写 mail 或 webhook".into(), "needs mail or webhook".into()),
        (Some(address), _) if !is_address(address) => {
            wrong(format!("{address:?} 不是邮箱地址"), format!("{address:?} is no e-mail address"));
        }
        (Some(_), _) if !smtp => {
            wrong("有 mail 而没有 [notify.smtp]".into(), "mail needs [notify.smtp]".into())
        }
        _ => {}
    }
    if let Some(url) =
        to.webhook.as_ref().filter(|url| !url.starts_with("https://") && !url.starts_with("http://"))
    {
        wrong(
            format!("webhook 须为 http(s) 网址，不是 {url:?}"),
            format!("webhook must be a URL, not {url:?}"),
        );
    }
    if let Some(format) = to.format.as_deref().filter(|format| !matches!(*format, "json" | "text")) {
        wrong(
            format!("format 须为 json 或 text，不是 {format:?}"),
            format!("format is json or text, not {format:?}"),
        );
    }
    if let Some(lang) = to.lang.as_deref().filter(|lang| lang.parse::<Lang>().is_err()) {
        wrong(format!("lang 须为 zh 或 en，不是 {lang:?}"), format!("lang is zh or en, not {lang:?}"));
    }
    if to.events.iter().any(|event| event == Kind::Assignment.word()) && to.person.is_none() {
        wrong(
            "assignment 只通知检查人员本人：须写 person".into(),
            "assignment is for the officer alone: name a person".into(),
        );
    }
}
