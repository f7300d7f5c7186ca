//! Whom a reader trusts: the log's key, witnesses, and how many of them must have cosigned
//! (c2sp.org/tlog-policy).
//!
//! ```text
//! log <verifier key>
//! witness <name> <cosigner key> [address]
//! group <name> any|all|<k> <member> …
//! quorum <name>|none
//! ```
//!
//! Empty lines and lines that begin with `#` say nothing. A group's members stand above it.

use super::checkpoint::{Checkpoint, CheckpointError, cosigned_at};
use super::note::SignedNote;
use crate::core::time::Timestamp;
use crate::core::witness::key::{CosignerKey, VerifierKey};
use std::collections::BTreeMap;
use std::fmt;

/// A trust policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// The log.
    pub log: VerifierKey,
    /// The witnesses, in the file's order.
    pub witnesses: Vec<PolicyWitness>,
    groups: BTreeMap<String, Group>,
    quorum: Option<String>,
}

/// A witness as a policy names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyWitness {
    /// Its name inside the policy.
    pub name: String,
    /// Its key.
    pub key: CosignerKey,
    /// Where it answers over HTTP, if it does.
    pub address: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Group {
    least: usize,
    members: Vec<String>,
}

/// Whether a checkpoint has been cosigned by enough witnesses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Quorum {
    /// The policy asks for none.
    NotAsked,
    /// It was reached at this time.
    At(Timestamp),
    /// Cosignatures are missing; who has given one.
    Missing(Vec<String>),
}

/// A line of a policy that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("policy line {line}: {rule}, found {found:?}")]
pub struct BadPolicy {
    line: usize,
    rule: String,
    found: String,
}

impl Policy {
    /// A policy that trusts the log alone.
    pub fn of_log(log: VerifierKey) -> Self {
        Self { log, witnesses: Vec::new(), groups: BTreeMap::new(), quorum: None }
    }

    /// Reads a policy file.
    pub fn parse(text: &str) -> Result<Self, BadPolicy> {
        let mut draft = Draft::default();
        let mut last = 0;
        for (number, line) in (1..).zip(text.lines()) {
            last = number;
            let line = line.trim();
            if !line.is_empty() && !line.starts_with('#') {
                draft.take(line).map_err(|rule| BadPolicy {
                    line: number,
                    rule,
                    found: line.chars().take(80).collect(),
                })?;
            }
        }
        draft.finish().map_err(|rule| BadPolicy { line: last, rule, found: "the end".into() })
    }

    /// The checkpoint of a note, if the log signed it, and whether enough witnesses did.
    pub fn check(&self, note: &SignedNote) -> Result<(Checkpoint, Quorum), CheckpointError> {
        let checkpoint = Checkpoint::of(note, &self.log)?;
        Ok((checkpoint, self.quorum_of(note)))
    }

    /// Whether and when the quorum was reached: the earliest time at which the witnesses that had
    /// cosigned by then are enough.
    pub fn quorum_of(&self, note: &SignedNote) -> Quorum {
        let Some(quorum) = &self.quorum else { return Quorum::NotAsked };
        let mut times: Vec<(Timestamp, &str)> = self
            .witnesses
            .iter()
            .filter_map(|witness| Some((cosigned_at(note, &witness.key)?, witness.name.as_str())))
            .collect();
        times.sort_unstable();
        for (at, _) in &times {
            let by_then: Vec<&str> =
                times.iter().filter(|(time, _)| time <= at).map(|(_, name)| *name).collect();
            if self.met(quorum, &by_then) {
                return Quorum::At(*at);
            }
        }
        Quorum::Missing(times.into_iter().map(|(_, name)| name.to_owned()).collect())
    }

    /// Whether any witness must cosign.
    pub fn asks_for_witnesses(&self) -> bool {
        self.quorum.is_some()
    }

    fn met(&self, name: &str, present: &[&str]) -> bool {
        match self.groups.get(name) {
            None => present.contains(&name),
            Some(group) => {
                group.members.iter().filter(|member| self.met(member, present)).count() >= group.least
            }
        }
    }
}

impl fmt::Display for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "log {}", self.log)?;
        for witness in &self.witnesses {
            let address = witness.address.as_ref().map_or(String::new(), |address| format!(" {address}"));
            writeln!(f, "witness {} {}{address}", witness.name, witness.key)?;
        }
        let mut written: Vec<&str> = Vec::new();
        while written.len() < self.groups.len() {
            for (name, group) in &self.groups {
                let ready =
                    |member: &String| !self.groups.contains_key(member) || written.contains(&member.as_str());
                if !written.contains(&name.as_str()) && group.members.iter().all(ready) {
                    writeln!(f, "group {name} {} {}", group.least, group.members.join(" "))?;
                    written.push(name);
                }
            }
        }
        writeln!(f, "quorum {}", self.quorum.as_deref().unwrap_or("none"))
    }
}

/// A policy being read.
#[derive(Default)]
struct Draft {
    log: Option<VerifierKey>,
    witnesses: Vec<PolicyWitness>,
    groups: BTreeMap<String, Group>,
    quorum: Option<Option<String>>,
}

impl Draft {
    fn take(&mut self, line: &str) -> Result<(), String> {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            ["log", key] | ["log", key, _] if self.log.is_none() => {
                self.log = Some(key.parse().map_err(|e| format!("a verifier key ({e})"))?);
            }
            ["log", ..] => return Err("one line `log <verifier key>`".into()),
            ["witness", name, key, address @ ..] if address.len() <= 1 => {
                self.new_name(name)?;
                let key = key.parse().map_err(|e| format!("a cosigner key ({e})"))?;
                let address = address.first().map(|address| (*address).to_owned());
                self.witnesses.push(PolicyWitness { name: (*name).to_owned(), key, address });
            }
            ["group", name, least, members @ ..] if !members.is_empty() => {
                self.new_name(name)?;
                let group = self.group(least, members)?;
                self.groups.insert((*name).to_owned(), group);
            }
            ["quorum", name] if self.quorum.is_none() => {
                if *name != "none" && !self.knows(name) {
                    return Err(format!("a witness or group above this line, not {name:?}"));
                }
                self.quorum = Some((*name != "none").then(|| (*name).to_owned()));
            }
            _ => return Err("log, witness, group or quorum with its words".into()),
        }
        Ok(())
    }

    fn group(&self, least: &str, members: &[&str]) -> Result<Group, String> {
        for (at, member) in members.iter().enumerate() {
            if !self.knows(member) || members[..at].contains(member) {
                return Err(format!("members named above this line, each once, not {member:?}"));
            }
        }
        let count = match least {
            "any" => Some(1),
            "all" => Some(members.len()),
            number => number.parse().ok().filter(|n| (1..=members.len()).contains(n)),
        };
        let least = count.ok_or_else(|| format!("any, all, or a number from 1 to {}", members.len()))?;
        Ok(Group { least, members: members.iter().map(|member| (*member).to_owned()).collect() })
    }

    fn knows(&self, name: &str) -> bool {
        self.groups.contains_key(name) || self.witnesses.iter().any(|witness| witness.name == name)
    }

    fn new_name(&self, name: &str) -> Result<(), String> {
        match name != "none" && !self.knows(name) {
            true => Ok(()),
            false => Err(format!("a new name, not {name:?}")),
        }
    }

    fn finish(self) -> Result<Policy, String> {
        let log = self.log.ok_or("a line `log <verifier key>`")?;
        let quorum = self.quorum.ok_or("a line `quorum <name>|none`")?;
        Ok(Policy { log, witnesses: self.witnesses, groups: self.groups, quorum })
    }
}

#[cfg(test)]
mod tests {
    use super::super::checkpoint::cosign;
    use super::*;
    use crate::core::digest::Digest;
    use crate::core::witness::key::SignerKey;

    fn key(name: &str) -> SignerKey {
        SignerKey::from_seed(name, Digest::of(name.as_bytes()).0).unwrap()
    }

    fn policy(rules: &str) -> Result<Policy, BadPolicy> {
        let keys =
            ["a", "b", "c"].map(|name| format!("witness {name} {}\n", CosignerKey::of(key(name).verifier())));
        Policy::parse(&format!("# whom we trust\nlog {}\n\n{}{rules}", key("log").verifier(), keys.concat()))
    }

    fn note(signers: &[(&str, i64)]) -> SignedNote {
        let head = Checkpoint { origin: "log".into(), size: 3, root: Digest::of(b"root") };
        let note = head.sign(&key("log"));
        signers.iter().fold(note, |note, (name, at)| {
            let line = cosign(note.text(), Timestamp(*at), &key(name));
            note.with(line)
        })
    }

    #[test]
    fn the_quorum_counts_from_the_time_it_was_reached() {
        let two = policy("group g 2 a b c\nquorum g\n").unwrap();
        assert_eq!(two.check(&note(&[("a", 9), ("c", 5), ("b", 7)])).unwrap().1, Quorum::At(Timestamp(7)));
        assert_eq!(two.quorum_of(&note(&[("a", 9)])), Quorum::Missing(vec!["a".into()]));
        assert_eq!(two.quorum_of(&note(&[("x", 9), ("y", 9)])), Quorum::Missing(vec![]));
        let nested = policy("group bc all b c\ngroup g any a bc\nquorum g\n").unwrap();
        assert_eq!(nested.quorum_of(&note(&[("b", 4), ("c", 6)])), Quorum::At(Timestamp(6)));
        assert_eq!(nested.quorum_of(&note(&[("b", 4)])), Quorum::Missing(vec!["b".into()]));
        assert_eq!(policy("quorum a\n").unwrap().quorum_of(&note(&[("a", 1)])), Quorum::At(Timestamp(1)));
        assert_eq!(policy("quorum none\n").unwrap().quorum_of(&note(&[])), Quorum::NotAsked);
        assert_eq!(Policy::parse(&nested.to_string()), Ok(nested));
    }

    #[test]
    fn what_is_no_policy_is_refused() {
        let bad = [
            "",
            "quorum d\n",
            "quorum a\nquorum b\n",
            "group g 4 a b c\nquorum g\n",
            "group g 0 a\nquorum g\n",
            "group g 2 a a\nquorum g\n",
            "group g any h\ngroup h any a\nquorum g\n",
            "group a any b\nquorum a\n",
            "group none any b\nquorum none\n",
            "group g any\nquorum g\n",
            "witness d nonsense\nquorum d\n",
            "log x\nquorum none\n",
            "trust everybody\nquorum none\n",
        ];
        for rules in bad {
            assert!(policy(rules).is_err(), "{rules:?}");
        }
        assert!(Policy::parse("quorum none\n").is_err());
    }
}
