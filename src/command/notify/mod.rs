//! `suicha notify`: tells recipients of `suicha.toml` what has happened and what is overdue, each event once.
//! What was sent stands in `notify.log` beside the configuration; the archive is only read.

mod events;
mod settings;

use super::answer::Answer;
use crate::cli::Notify;
use crate::core::lang::counted;
use crate::durable;
use crate::env::Env;
use crate::error::{Error, Exit, Result, system_words};
use crate::notify::{Kind, Message, Recipient, Sender, Sent, Unsent, messages};
use serde_json::{Value, json};
use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;
use std::time::Duration;

/// What has been sent.
const LOG: &str = "notify.log";

/// Pauses between the tries to send one message.
const PAUSES: [Duration; 2] = [Duration::ZERO, Duration::from_secs(1)];

/// Sends what is due.
pub async fn run(env: &Env, args: &Notify) -> Result<Answer> {
    let settings = settings::read(env)?;
    let sender = Sender {
        mail: settings.mail.clone(),
        timeout: Duration::from_secs(env.config.notify.timeout_s),
        bureau: env.config.body.clone(),
    };
    if let Some(name) = &args.test {
        return test(env, &sender, name);
    }
    let recipients = &env.config.notify.to;
    if recipients.is_empty() {
        let file = env.config.file.display();
        return Err(Error::said(Exit::Usage, "没有通知对象", "there is nobody to be told").advice(
            format!("请在 {file} 写 [[notify.to]]（suicha init 写出的文件里有示例）"),
            format!("add [[notify.to]] to {file} (the file that `suicha init` writes has an example)"),
        ));
    }
    let path = env.root.join(LOG);
    let _lock = lock(&env.root.join("notify.lock"))?;
    let (sent, mut whole) = read(&path)?;
    let archive = env.archive().await?;
    let events = events::gather(env, &archive, &settings).await?;
    let whose = (env.config.body.as_str(), env.lang);
    let due = messages(&events, recipients, &settings.cards, &sent, &settings.templates, whose);
    let mut told = Told::default();
    let mut given_up = vec![false; recipients.len()];
    for message in &due {
        let to = &recipients[message.to];
        let outcome = match (args.dry_run, given_up[message.to]) {
            (true, _) => Outcome::Due,
            (false, true) => Outcome::Later,
            (false, false) => match deliver(&sender, message, to, env) {
                Ok(()) => Outcome::Sent,
                Err(unsent) => Outcome::Failed(unsent),
            },
        };
        match &outcome {
            Outcome::Sent => whole += note(&path, whole, env, message, to)?,
            Outcome::Failed(_) => given_up[message.to] = true,
            _ => {}
        }
        told.add(message, to, &outcome, env);
    }
    Ok(told.answer(env))
}

/// What became of a message.
enum Outcome {
    Due,
    Sent,
    Failed(Unsent),
    Later,
}

#[derive(Default)]
struct Told {
    text: String,
    list: Vec<Value>,
    sent: u64,
    failed: u64,
}

impl Told {
    fn add(&mut self, message: &Message, to: &Recipient, outcome: &Outcome, env: &Env) {
        let (kind_zh, kind_en) = message.kind.said();
        let (kind, name, n) = (env.lang.pick(kind_zh, kind_en), &to.name, message.keys.len());
        let (word, said) = match outcome {
            Outcome::Due => ("due", env.lang.pick("将发送", "would be sent").to_owned()),
            Outcome::Sent => ("sent", env.lang.pick("已发送", "sent").to_owned()),
            Outcome::Failed(Unsent { why, again }) => (
                "failed",
                match again {
                    true => env.lang.pick(
                        format!("未送达，下次再发：{why}"),
                        format!("not taken, the next run tries again: {why}"),
                    ),
                    false => env.lang.pick(
                        format!("未送达，请改正设置：{why}"),
                        format!("not taken, the settings must be mended: {why}"),
                    ),
                },
            ),
            Outcome::Later => ("later", env.lang.pick("下次再发", "left for the next run").to_owned()),
        };
        self.sent += u64::from(matches!(outcome, Outcome::Sent));
        self.failed += u64::from(matches!(outcome, Outcome::Failed(_) | Outcome::Later));
        self.text.push_str(&env.lang.pick(
            format!("  {name}：{kind}{n}项，{said}\n"),
            format!("  {name}: {kind} ({}), {said}\n", counted(n as u64, "event")),
        ));
        if matches!(outcome, Outcome::Due) {
            let lines = std::iter::once(message.subject.as_str()).chain(message.text.lines());
            lines.for_each(|line| self.text.push_str(&format!("      {line}\n")));
        }
        self.list.push(json!({
            "to": name, "kind": message.kind.word(), "events": n, "state": word, "id": message.id(name).hex(),
            "subject": message.subject, "text": message.text,
            "why": match outcome { Outcome::Failed(unsent) => Some(&unsent.why), _ => None },
        }));
    }

    fn answer(self, env: &Env) -> Answer {
        let (sent, failed, all) = (self.sent, self.failed, self.list.len() as u64);
        let head = env.lang.pick(
            format!("通知{all}条：已发送{sent}条，未送达{failed}条\n"),
            format!("{}: {sent} sent, {failed} not taken\n", counted(all, "message")),
        );
        let json = json!({"messages": self.list, "sent": sent, "failed": failed});
        Answer::new(head + &self.text, json).with_exit((failed > 0).then_some(Exit::Outside))
    }
}

fn deliver(sender: &Sender, message: &Message, to: &Recipient, env: &Env) -> Result<(), Unsent> {
    let mut last = None;
    for pause in PAUSES {
        std::thread::sleep(pause);
        match sender.send(message, to, env.now()) {
            Ok(()) => return Ok(()),
            Err(unsent) if unsent.again => last = Some(unsent),
            Err(unsent) => return Err(unsent),
        }
    }
    Err(last.expect("a try was made"))
}

fn test(env: &Env, sender: &Sender, name: &str) -> Result<Answer> {
    let recipients = &env.config.notify.to;
    let Some(to) = recipients.iter().find(|to| to.name == name) else {
        let file = env.config.file.display();
        let names: Vec<&str> = recipients.iter().map(|to| to.name.as_str()).collect();
        return Err(Error::said(
            Exit::Usage,
            format!("{file} 没有通知对象 {name:?}"),
            format!("{file} has no recipient {name:?}"),
        )
        .advice(format!("有：{}", names.join("、")), format!("there are {}", names.join(", "))));
    };
    let (subject, text) = env.lang.pick(
        ("随查：试发".to_owned(), "收到本条即说明通知可以送达。\n".to_owned()),
        ("Suicha: a test".to_owned(), "Whoever reads this can be told.\n".to_owned()),
    );
    let keys = vec![format!("test {}", env.now())];
    let message = Message { to: 0, kind: Kind::DrawDone, keys, subject, text };
    match sender.send(&message, to, env.now()) {
        Ok(()) => Ok(Answer::new(
            env.lang.pick(format!("已发送给 {name}\n"), format!("sent to {name}\n")),
            json!({"to": name, "state": "sent"}),
        )),
        Err(Unsent { why, again }) => Err(Error::said(
            if again { Exit::Outside } else { Exit::Usage },
            format!("未能发送给 {name}：{why}"),
            format!("nothing reached {name}: {why}"),
        )),
    }
}

/// One run at a time: two would send everything twice.
fn lock(path: &Path) -> Result<File> {
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(path);
    let file = file.map_err(|e| unreadable(path, &e))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(Error::said(
            Exit::Conflict,
            "另一个 suicha notify 正在发送",
            "another `suicha notify` is sending",
        )),
        Err(TryLockError::Error(e)) => Err(unreadable(path, &e)),
    }
}

fn read(path: &Path) -> Result<(Sent, usize)> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(e) => return Err(unreadable(path, &e)),
    };
    Sent::parse(&text).map_err(|line| {
        let name = path.display();
        Error::said(
            Exit::Discrepancy,
            format!("{name} 第{line}行不是发送记录"),
            format!("{name} line {line} is no record of a message"),
        )
        .advice(
            "请从备份恢复；移走该文件则近几日的通知会再发一次",
            "restore it from a backup; without the file the messages of the last days are sent again",
        )
    })
}

/// Notes a message as sent, after what is whole in the file; the length of what was added.
fn note(path: &Path, whole: usize, env: &Env, message: &Message, to: &Recipient) -> Result<usize> {
    let lines = Sent::lines(whole == 0, env.now(), &to.name, &message.keys);
    durable::append(path, whole as u64, lines.as_bytes()).map_err(|e| unreadable(path, &e))?;
    Ok(lines.len())
}

fn unreadable(path: &Path, e: &std::io::Error) -> Error {
    let (name, zh) = (path.display(), system_words(e).0);
    Error::said(Exit::Outside, format!("无法读写 {name}：{zh}"), format!("cannot read or write {name}: {e}"))
}
