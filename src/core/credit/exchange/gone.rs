//! Why a record that departments hold is public no more: the reason and the day they are told.

use super::cells::{Party, Record};
use super::dictionary::Table;
use crate::core::credit::History;
use crate::core::credit::rule::Channel;
use crate::core::credit::standing::{Display, Standing, State};
use crate::core::credit::words::{Kind, Manner, Reason};
use crate::core::listed::words;
use crate::core::time::Date;

words! {
    /// Why a record is withdrawn.
    Gone {
        Removed "removed" "移出名录" "removed from the list";
        Corrected "corrected" "列入有误已更正（撤销）" "the listing was wrong";
        Ended "ended" "期限届满" "the term is over";
        Closed "closed" "注（吊）销" "deregistered or revoked";
        Repaired "repaired" "已信用修复" "repaired";
        Void "void" "处罚已变更、撤销或确认无效" "the penalty is void";
        Expired "expired" "公示期满或有效期届满" "the days it is shown, or its validity, are over";
        Shield "shield" "重整或和解期间暂停公示" "shielded during restructuring";
        Lifted "lifted" "措施已终止" "the measure has ended";
        Hidden "hidden" "不再公示" "not public any more";
    }
}

/// The reason and the day of a record's end, told from what holds now.
pub fn gone(record: &Record, party: &Party, history: &History, now: &Standing, as_of: Date) -> (Gone, Date) {
    let Some(at) = history.find(&record.event) else { return (Gone::Hidden, as_of) };
    let next = |last: Date| Date::from_days(last.days() + 1).unwrap_or(last).min(as_of);
    let event = &party.events[at as usize];
    if record.table == Table::MeasureDetails
        && !now.measures.iter().any(|one| one.by == at && Some(one.code) == record.measure)
    {
        let base = Record { table: Table::Serious, measure: None, ..record.clone() };
        let (_, on) = gone(&base, party, history, now, as_of);
        return (Gone::Lifted, on);
    }
    if let Some(entry) = now.entries.iter().find(|entry| entry.at == at) {
        let (on, by) = entry.closed.unwrap_or((as_of, None));
        let by = by.and_then(|by| party.events.get(by as usize));
        let void = by.is_some_and(|event| event.details.reason == Some(Reason::Void));
        let by = by.map(|event| event.kind);
        return match entry.state {
            State::Removed if by == Some(Kind::RepairDecided) => (Gone::Repaired, on),
            State::Removed => (Gone::Removed, on),
            State::Withdrawn if void => (Gone::Void, on),
            State::Withdrawn => (Gone::Corrected, on),
            State::Ended => (Gone::Ended, on),
            State::Closed => (Gone::Closed, on),
            State::Open => (Gone::Hidden, as_of),
        };
    }
    if let Some(penalty) = now.penalties.iter().find(|penalty| penalty.at == at) {
        let clock = penalty.clocks.iter().find(|clock| clock.channel == Channel::Ndrc);
        let until = clock.and_then(|clock| clock.until);
        let shield = party.events.iter().rev().find(|event| event.details.manner == Some(Manner::Shield));
        return match clock.map(|clock| clock.display) {
            Some(Display::Void) => (Gone::Void, penalty.void.map_or(as_of, |(on, _)| on)),
            Some(Display::Repaired) => (Gone::Repaired, penalty.repaired.map_or(as_of, |(on, _)| on)),
            Some(Display::Ended | Display::Unsettled) => (Gone::Expired, until.map_or(as_of, next)),
            Some(Display::Shield) => (Gone::Shield, shield.map_or(as_of, |event| event.day)),
            _ => (Gone::Hidden, as_of),
        };
    }
    match event.details.until {
        Some(until) if event.kind == Kind::Permit && until < as_of => (Gone::Expired, next(until)),
        _ => (Gone::Hidden, as_of),
    }
}
