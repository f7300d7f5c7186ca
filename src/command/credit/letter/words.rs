//! Words of letters: days, terms, conditions and reasons as they stand in a sentence.

use crate::core::credit::rule::{Earliest, Limit, Rule};
use crate::core::credit::unit::wan_of_fen;
use crate::core::credit::words::{Need, Reason, Set, Word};
use crate::core::lang::Lang;
use crate::core::time::Date;
use crate::core::workdays::Term;

/// What is to be filled by hand.
pub const BLANK: &str = "＿＿＿＿";

/// A day: 2026年1月12日.
pub fn date(day: Date, lang: Lang) -> String {
    lang.pick(format!("{}年{}月{}日", day.year(), day.month(), day.day()), day.to_string())
}

/// A term: 5个工作日.
pub fn term(term: Term, lang: Lang) -> String {
    let (count, zh, en) = match term {
        Term::Workdays(n) => (n, "个工作日", "working day"),
        Term::Days(n) => (n, "日", "day"),
        Term::Months(n) => (n, "个月", "month"),
        Term::Years(n) => (n, "年", "year"),
    };
    let plural = if count == 1 { "" } else { "s" };
    lang.pick(format!("{count}{zh}"), format!("{count} {en}{plural}"))
}

/// By when a duty is to be done: 自收到申请之日起5个工作日内.
pub fn within(rule: Option<&Rule>, lang: Lang) -> String {
    match rule.map(|rule| rule.due) {
        Some(Limit::Term(term)) => {
            let term = self::term(term, lang);
            lang.pick(format!("自收到申请之日起{term}内"), format!("within {term} of the application"))
        }
        _ => lang.pick("依法在规定期限内", "within the time the law gives").into(),
    }
}

/// The same from another day that the sentence names: 7个工作日内.
pub fn days(rule: Option<&Rule>, lang: Lang) -> String {
    match rule.map(|rule| rule.due) {
        Some(Limit::Term(term)) => {
            let term = self::term(term, lang);
            lang.pick(format!("{term}内"), format!("within {term} of that"))
        }
        _ => lang.pick("依法在规定期限内", "within the time the law gives").into(),
    }
}

/// A sum in 万元, without zeros that say nothing.
pub fn wan(fen: u64) -> String {
    let text = wan_of_fen(fen);
    match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text,
    }
}

/// From when repair can be applied for.
pub fn earliest(min: Earliest, from: Option<Date>, lang: Lang) -> String {
    let known = from.map_or_else(String::new, |day| {
        lang.pick(format!("（自{}起）", date(day, lang)), format!(" (from {})", date(day, lang)))
    });
    match min {
        Earliest::Never => lang.pick("不予提前修复", "never before its end").into(),
        Earliest::Now => lang.pick("履行义务后即可申请", "once every obligation is fulfilled").into(),
        Earliest::After(term) => {
            let term = self::term(term, lang);
            lang.pick(format!("公示满{term}后{known}"), format!("after {term} of being shown{known}"))
        }
    }
}

/// Conditions, one after the other; that it was applied for goes without saying.
pub fn needs(needs: Set<Need>, lang: Lang) -> String {
    list(needs.without(Set::of(&[Need::Applied])), |need| need.said(), lang)
}

/// Reasons a listing may leave by on its party's own doing.
pub fn reasons(reasons: Set<Reason>, lang: Lang) -> String {
    let own = [Reason::Correction, Reason::Void, Reason::Deregistered, Reason::Expired, Reason::Repaired];
    list(reasons.without(Set::of(&own)), |reason| reason.said(), lang)
}

fn list<T: Word>(set: Set<T>, said: impl Fn(T) -> (&'static str, &'static str), lang: Lang) -> String {
    let words: Vec<&str> = set.iter().map(|word| lang.pick(said(word).0, said(word).1)).collect();
    words.join(lang.pick("、", ", "))
}

/// A value, or room for it.
pub fn or_blank(text: &str) -> String {
    if text.trim().is_empty() { BLANK.into() } else { text.trim().into() }
}
