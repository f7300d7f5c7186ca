//! Notifications (通知): who is told what, once. Events come from `command/notify`, which reads the archive;
//! here they meet recipients and templates and become messages, those already sent are left out, and what is
//! left is sent by e-mail or to a webhook. A message that was not taken is tried again by the next run; one
//! that was sent just before a crash can come twice, with the same key. Nothing here holds up a draw:
//! `suicha notify` is a command of its own. Codes and counts only: names of subjects and officers stay in the
//! bureau. `docs/operations.md`.

mod send;
mod sent;
mod template;

pub use send::{Mail, Sender, Unsent, is_address, is_server};
pub use sent::Sent;
pub use template::{SHIPPED, Templates};

use crate::core::digest::Digest;
use crate::core::lang::{Lang, Twin};
use crate::core::listed::words;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

words! {
    /// What happened.
    Kind {
        DrawDone "draw-done" "抽取完成" "draw done";
        DrawVoid "draw-void" "抽取作废" "draw void";
        WitnessDue "witness-due" "待揭示" "openings awaited";
        Assignment "assignment" "任务派发" "inspections assigned";
        RedLight "red-light" "红灯" "red light";
        JobFailed "job-failed" "定时任务失败" "job failed";
    }
}

/// Something to be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// What.
    pub kind: Kind,
    /// Never the same for two events, always the same for one: what keeps it from being told twice.
    pub key: String,
    /// Values for the templates.
    pub values: BTreeMap<&'static str, Twin>,
    /// Departments it concerns; empty: all of them.
    pub departments: Vec<String>,
    /// Card number of the officer it is for; `None`: for anybody.
    pub card: Option<String>,
}

/// Somebody who is told.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Recipient {
    /// Name in messages on the screen and in the list of what was sent; unique.
    pub name: String,
    /// Kinds of events.
    pub events: Vec<String>,
    /// Only what concerns this department.
    #[serde(default)]
    pub department: Option<String>,
    /// Id in `people.toml` of an officer: assignments of that officer.
    #[serde(default)]
    pub person: Option<String>,
    /// E-mail address.
    #[serde(default)]
    pub mail: Option<String>,
    /// Address of a webhook.
    #[serde(default)]
    pub webhook: Option<String>,
    /// What the webhook takes: `json` (everything), or `text` (`{"msgtype": "text", …}`, as chat groups do).
    #[serde(default)]
    pub format: Option<String>,
    /// Language; the bureau's where it is not given.
    #[serde(default)]
    pub lang: Option<String>,
}

/// What one recipient gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Place of the recipient in the list.
    pub to: usize,
    /// What happened.
    pub kind: Kind,
    /// Keys of its events, ascending.
    pub keys: Vec<String>,
    /// Subject line.
    pub subject: String,
    /// Text.
    pub text: String,
}

/// Most events written out in a message; the others are counted.
const SHOWN: usize = 20;

impl Message {
    /// The same for the same events to the same recipient: by it a second copy is known.
    pub fn id(&self, name: &str) -> Digest {
        Digest::of(format!("{name}\n{}\n{}\n", self.kind.word(), self.keys.join("\n")).as_bytes())
    }
}

impl Recipient {
    fn wants(&self, event: &Event, card: Option<&str>) -> bool {
        let department = |wanted: &String| event.departments.iter().any(|own| own == wanted);
        self.events.iter().any(|kind| kind == event.kind.word())
            && (event.departments.is_empty() || self.department.as_ref().is_none_or(department))
            && event.card.as_deref().is_none_or(|own| card == Some(own))
    }
}

/// The messages that are due, by recipient and kind: one for all new events of a kind. `cards` holds the
/// card number of each recipient who is an officer.
pub fn messages(
    events: &[Event],
    recipients: &[Recipient],
    cards: &[Option<String>],
    sent: &Sent,
    templates: &Templates,
    (bureau, default): (&str, Lang),
) -> Vec<Message> {
    let mut all = Vec::new();
    for (to, recipient) in recipients.iter().enumerate() {
        let lang = recipient.lang.as_ref().and_then(|lang| lang.parse().ok()).unwrap_or(default);
        let card = cards.get(to).and_then(Option::as_deref);
        for kind in Kind::ALL {
            let mut seen = BTreeSet::new();
            let new: Vec<&Event> = events
                .iter()
                .filter(|event| event.kind == *kind && recipient.wants(event, card))
                .filter(|event| !sent.has(&recipient.name, &event.key) && seen.insert(event.key.as_str()))
                .collect();
            if new.is_empty() {
                continue;
            }
            let template = templates.of(*kind, lang);
            let around = [("bureau", bureau.to_owned()), ("count", new.len().to_string())]
                .map(|(name, value)| (name, Twin::same(value)));
            let around = BTreeMap::from(around);
            let mut text = vec![template.fill(&template.head, &around, lang)];
            text.extend(
                new.iter().take(SHOWN).map(|event| template.fill(&template.line, &event.values, lang)),
            );
            if new.len() > SHOWN {
                let rest = new.len() - SHOWN;
                text.push(lang.pick(format!("……另有{rest}项"), format!("… and {rest} more")));
            }
            text.push(template.fill(&template.foot, &around, lang));
            text.retain(|line| !line.is_empty());
            let mut keys: Vec<String> = new.iter().map(|event| event.key.clone()).collect();
            keys.sort_unstable();
            let subject = template.fill(&template.subject, &around, lang);
            all.push(Message { to, kind: *kind, keys, subject, text: text.join("\n") + "\n" });
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(key: &str, department: &str) -> Event {
        let values = ["code", "what", "object", "due", "overdue", "department", "tell"];
        Event {
            kind: Kind::RedLight,
            key: key.into(),
            values: values
                .iter()
                .map(|name| (*name, Twin::new(format!("《{name} {key}》"), format!("<{name} {key}>"))))
                .collect(),
            departments: vec![department.into()],
            card: None,
        }
    }

    fn to(name: &str, department: Option<&str>) -> Recipient {
        Recipient {
            name: name.into(),
            events: vec!["red-light".into()],
            department: department.map(str::to_owned),
            ..Recipient::default()
        }
    }

    fn told(events: &[Event], recipients: &[Recipient], sent: &Sent) -> Vec<Message> {
        let templates = Templates::shipped();
        messages(events, recipients, &[], sent, templates, ("某局", Lang::En))
    }

    #[test]
    fn one_message_for_all_new_events_of_a_kind_and_none_for_old_ones() {
        let events = [event("b", "甲股"), event("a", "乙股"), event("a", "乙股")];
        let all = told(&events, &[to("x", None), to("y", Some("甲股"))], &Sent::default());
        assert_eq!(all.len(), 2);
        assert_eq!((all[0].keys.join(" "), all[1].keys.join(" ")), ("a b".into(), "b".into()));
        assert_eq!(all[0].subject, "某局: 2 clocks are overdue");
        assert!(all[0].text.contains("<object b>") && all[0].text.contains("see suicha deadlines"));
        let mut sent = Sent::default();
        sent.add("x", "a");
        sent.add("y", "b");
        let all = told(&events, &[to("x", None), to("y", Some("甲股"))], &sent);
        assert_eq!(all.len(), 1);
        assert_eq!((all[0].to, all[0].keys.as_slice()), (0, &["b".to_owned()][..]));
    }

    #[test]
    fn a_long_message_is_cut_and_counts_the_rest() {
        let events: Vec<Event> = (0..50).map(|n| event(&format!("k{n:02}"), "甲股")).collect();
        let all = told(&events, &[to("x", None)], &Sent::default());
        assert_eq!(all[0].keys.len(), 50);
        assert!(all[0].text.contains("… and 30 more"));
        assert!(!all[0].text.contains("<object k20>"));
    }

    #[test]
    fn each_recipient_reads_the_values_in_the_own_language() {
        let in_chinese = Recipient { lang: Some("zh".into()), ..to("y", None) };
        let all = told(&[event("a", "甲股")], &[to("x", None), in_chinese], &Sent::default());
        assert!(all[0].text.contains("<what a>") && !all[0].text.contains('《'), "{}", all[0].text);
        assert!(all[1].text.contains("《what a》") && !all[1].text.contains('<'), "{}", all[1].text);
        assert_eq!(all[0].keys, all[1].keys);
    }

    #[test]
    fn an_assignment_reaches_its_officer_alone() {
        let event = Event { kind: Kind::Assignment, card: Some("11".into()), ..event("a", "甲股") };
        let officer = Recipient { events: vec!["assignment".into()], ..to("x", None) };
        let cards = [Some("11".to_owned()), Some("12".to_owned()), None];
        let all = messages(
            &[event],
            &[officer.clone(), officer.clone(), officer],
            &cards,
            &Sent::default(),
            Templates::shipped(),
            ("某局", Lang::Zh),
        );
        assert_eq!(all.iter().map(|message| message.to).collect::<Vec<_>>(), [0]);
    }
}
