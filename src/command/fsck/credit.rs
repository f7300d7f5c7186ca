//! The credit archive against itself: every event was recorded by one act, every act stands in the
//! journal and is signed by the key it names, and the register holds the number of each letter.

use super::Found;
use crate::archive::{Archive, StoredCreditAct};
use crate::core::digest::Digest;
use crate::core::lang::Twin;
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
        found.same(("信用操作的编号", "number of an act about credit"), expected, number);
        let digest = act.digest();
        if !journal.iter().any(|entry| (entry.digest, entry.at) == (digest, act.at)) {
            found.differs(
                format!("操作记录中没有信用操作{number}"),
                format!("the journal knows no act {number} about credit"),
            );
        }
        if !act.is_signed_by(signature.as_ref()) {
            found.differs(
                format!("信用操作{number}不是由其写明的密钥签名的"),
                format!("act {number} about credit is not signed by the key it names"),
            );
        }
        while letters.peek().is_some_and(|letter| letter.act < number) {
            let letter = letters.next().expect("it was there");
            let act = letter.act;
            found.differs(
                format!("credit_letter 指向操作{act}，它不是文书，或不存在"),
                format!("credit_letter names act {act}, which is no letter or not there"),
            );
        }
        let letter = letters.next_if(|letter| letter.act == number);
        match (&act.letter, letter) {
            (None, None) => {}
            (Some(_), Some(letter)) if letter.is_of(&act) => found.look("信用文书", "letters about credit"),
            _ => found.differs(
                format!("credit_letter 所记与操作{number}不同"),
                format!("credit_letter does not say of act {number} what the act says"),
            ),
        }
        recorded.extend(act.events.iter().map(|event| (*event, number)));
    }
    for letter in letters {
        let act = letter.act;
        found.differs(
            format!("credit_letter 指向操作{act}，它不存在"),
            format!("credit_letter names act {act}, which is not there"),
        );
    }
    let (mut events, mut problems) = (0, Vec::new());
    archive
        .each_credit_event(|stored| {
            events += 1;
            let digest = stored.event.digest();
            if recorded.remove(&digest) != Some(stored.act) {
                let act = stored.act;
                problems.push(Twin::new(
                    format!("信用事件 {digest} 不是操作{act}记入的"),
                    format!("credit event {digest} was not recorded by act {act}"),
                ));
            }
        })
        .await?;
    for (digest, act) in recorded {
        problems.push(Twin::new(
            format!("信用操作{act}的信用事件 {digest} 不在档案库中"),
            format!("credit event {digest} of act {act} about credit is not in the archive"),
        ));
    }
    for _ in 0..events {
        found.look("信用事件", "credit events");
    }
    problems.into_iter().for_each(|Twin { zh, en }| found.differs(zh, en));
    Ok(())
}
