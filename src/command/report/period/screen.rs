//! The main numbers of a period on the screen.

use crate::command::answer::Answer;
use crate::core::lang::Lang;
use crate::report::narrative::{self, Told, headlines};
use serde_json::json;

/// What is said.
pub fn answer(lang: Lang, told: &Told, public: bool) -> Answer {
    let scope = told.scope;
    let title = narrative::title(told).pick(lang);
    let (first, last) = (scope.first(), scope.last());
    let mut text = lang.pick(
        format!("{title}\n统计期间{first}至{last}，统计截止日{}\n", scope.as_of),
        format!("{title}\ndays {first} to {last}, facts up to {}\n", scope.as_of),
    );
    let note = narrative::subtitle(told).pick(lang);
    if !note.is_empty() {
        text.push_str(&format!("{note}\n"));
    }
    let mut numbers = Vec::new();
    for line in headlines(told) {
        let label = line.label.clone().pick(lang);
        let value = line.value.map_or_else(|| "—".to_owned(), |n| n.to_string());
        let rate = line.rate.clone().map(|(words, rate)| (words.pick(lang), rate));
        let beside = rate.as_ref().map_or_else(String::new, |(words, rate)| {
            lang.pick(
                format!("（{words}{}.{}%）", rate / 10, rate % 10),
                format!(" ({words} {}.{} %)", rate / 10, rate % 10),
            )
        });
        text.push_str(
            &lang.pick(format!("  {label}：{value}{beside}\n"), format!("  {label}: {value}{beside}\n")),
        );
        numbers.push(json!({
            "cell": line.cell, "label": label, "value": line.value,
            "rate_permille": rate.map(|(_, rate)| rate),
        }));
    }
    let json = json!({
        "title": title, "period": scope.period.to_string(), "first": first.to_string(), "last": last.to_string(),
        "as_of": scope.as_of.to_string(), "whole": scope.whole(), "public": public, "numbers": numbers,
    });
    Answer::new(text, json)
}
