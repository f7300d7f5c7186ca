//! The credit archive against itself: every event was recorded by one act, every act stands in the
//! journal and is signed by the key it names, and the register holds the number of each letter.

use super::Found;
use crate::archive::{Archive, StoredCreditAct};
use crate::core::digest::Digest;
use crate::error::Result;
use std::collections::BTreeMap;

/// Checks acts and events.
pub async fn records(archive: &Archive, found: &mut Found) -> Result<()> {
    let journal = archive.journal().await?;
    let mut recorded: BTreeMap<Digest, u32> = BTreeMap::new();
    let mut letters = archive.all_credit_letters().await?.into_iter().peekable();
    for (stored, expected) in archive.credit_acts().await?.into_iter().zip(1..) {
        found.look("信用操作", "acts about credit");
        let StoredCreditAct { act, signature } = stored;
        let number = act.number;
        found.same("number of an act about credit", expected, number);
        let digest = act.digest();
        if !journal.iter().any(|entry| (entry.digest, entry.at) == (digest, act.at)) {
            found.differs(format!("the journal knows no act {number} about credit"));
        }
        if !act.is_signed_by(signature.as_ref()) {
            found.differs(format!("act {number} about credit is not signed by the key it names"));
        }
        while letters.peek().is_some_and(|letter| letter.act < number) {
            let letter = letters.next().expect("it was there");
            found.differs(format!("credit_letter names act {}, which is no letter or not there", letter.act));
        }
        let letter = letters.next_if(|letter| letter.act == number);
        match (&act.letter, letter) {
            (None, None) => {}
            (Some(_), Some(letter)) if letter.is_of(&act) => found.look("信用文书", "letters about credit"),
            _ => found.differs(format!("credit_letter does not say of act {number} what the act says")),
        }
        recorded.extend(act.events.iter().map(|event| (*event, number)));
    }
    for letter in letters {
        found.differs(format!("credit_letter names act {}, which is not there", letter.act));
    }
    let (mut events, mut problems) = (0, Vec::new());
    archive
        .each_credit_event(|stored| {
            events += 1;
            let digest = stored.event.digest();
            if recorded.remove(&digest) != Some(stored.act) {
                problems.push(format!("credit event {digest} was not recorded by act {}", stored.act));
            }
        })
        .await?;
    for (digest, act) in recorded {
        problems.push(format!("credit event {digest} of act {act} about credit is not in the archive"));
    }
    for _ in 0..events {
        found.look("信用事件", "credit events");
    }
    problems.into_iter().for_each(|problem| found.differs(problem));
    Ok(())
}
