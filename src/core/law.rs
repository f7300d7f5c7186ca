//! A change of law (法律法规规章变动) that makes a change of the item list necessary, as the journal keeps
//! it: `import matters [law 2024-05-01 《…》第八条]: reason`. Not the law, and not the clock it starts:
//! that is `deadline`.

use super::lang::Twin;
use super::time::Date;

/// Longest name of a law and its articles.
const LONGEST: usize = 200;

/// What changed, and on which day.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LawChange {
    /// The day from which the change applies.
    pub on: Date,
    /// Law and article.
    pub law: String,
}

/// The words of a journal entry behind those of its command.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Why {
    /// The change of law it answers.
    pub law: Option<LawChange>,
    /// The reason given.
    pub reason: Option<String>,
}

impl LawChange {
    /// A change whose words the journal can keep.
    pub fn new(on: Date, law: &str) -> Result<Self, Twin> {
        let law = law.trim();
        if law.is_empty() || law.chars().count() > LONGEST {
            return Err(Twin::new(
                format!("须写明法律名称和条款，不超过{LONGEST}字"),
                format!("name the law and its article, in at most {LONGEST} characters"),
            ));
        }
        match law.chars().find(|c| c.is_control() || matches!(c, '[' | ']')) {
            None => Ok(Self { on, law: law.to_owned() }),
            Some(c) => Err(Twin::new(
                format!("法律名称中不得有 {c:?}"),
                format!("the name of a law cannot hold {c:?}"),
            )),
        }
    }
}

impl Why {
    /// What the journal writes behind the words of the command.
    pub fn print(&self) -> String {
        let law = self.law.as_ref().map(|change| format!(" [law {} {}]", change.on, change.law));
        let reason = self.reason.as_ref().map(|reason| format!(": {reason}"));
        law.unwrap_or_default() + &reason.unwrap_or_default()
    }

    /// Reads the entry of a command; `None` for those of others.
    pub fn read(verb: &str, command: &str) -> Option<Self> {
        let rest = verb.strip_prefix(command)?;
        let (law, rest) = match rest.strip_prefix(" [law ").and_then(|rest| rest.split_once(']')) {
            Some((words, rest)) => {
                let (on, law) = words.split_once(' ')?;
                (Some(LawChange::new(Date::parse(on).ok()?, law).ok()?), rest)
            }
            None => (None, rest),
        };
        match (rest, rest.strip_prefix(": ")) {
            ("", _) => Some(Self { law, reason: None }),
            (_, Some(reason)) => Some(Self { law, reason: Some(reason.to_owned()) }),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_journal_says_is_read_back() {
        let on = Date::parse("2024-05-01").unwrap();
        let law = LawChange::new(on, " 《企业信息公示暂行条例》: 第八条 ").unwrap();
        let whys = [
            Why::default(),
            Why { law: None, reason: Some("条例 [law 2024-05-01 x]: 修订".into()) },
            Why { law: Some(law.clone()), reason: None },
            Why { law: Some(law), reason: Some("a]: b".into()) },
        ];
        for why in whys {
            let verb = format!("import matters{}", why.print());
            assert_eq!(Why::read(&verb, "import matters"), Some(why), "{verb}");
        }
        for other in
            ["import matters-x", "import subjects", "import matters [law 2024 x]", "import matters ["]
        {
            assert_eq!(Why::read(other, "import matters"), None, "{other}");
        }
        for bad in ["", " ", "a]b", "a\nb", &"长".repeat(201)] {
            assert!(LawChange::new(on, bad).is_err(), "{bad:?}");
        }
    }
}
