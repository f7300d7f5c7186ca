//! What departments did with the measures of one subject, for those who work on it: never in anything public.
//! A measure that has ended and was taken is open until it is told that it was lifted.

use super::book::Book;
use crate::core::credit::Question;
use crate::core::credit::feedback::{Applied, Told};
use crate::core::credit::standing::Until;
use crate::core::credit::words::Manner;
use crate::core::lang::Lang;
use serde_json::{Value, json};

/// Every measure with its feedback, for people and for programs.
pub fn told(book: &Book, question: &Question, lang: Lang) -> (String, Vec<Value>) {
    let told = Told { events: &book.events, history: &book.history, form: book.form };
    let (mut text, mut values) = (String::new(), Vec::new());
    for one in told.measures(question) {
        if one.ended.is_some() && told.feedback(&one.measure, question.as_of).is_empty() {
            continue;
        }
        let (line, value) = measure(&told, &one, question, lang);
        text.push_str(&line);
        values.push(value);
    }
    if !text.is_empty() {
        let title = lang.pick("措施反馈（内部使用）", "Feedback on measures (internal)");
        text = format!("\n{title}\n{text}");
    }
    (text, values)
}

fn measure(told: &Told, one: &Applied, question: &Question, lang: Lang) -> (String, Value) {
    let Applied { measure, batch, ended } = one;
    let said = told.feedback(measure, question.as_of);
    let until = match (ended, measure.until) {
        (Some(on), _) => lang.pick(format!("{on}已终止"), format!("ended on {on}")),
        (None, Until::Listed) => lang.pick("在列期间", "while listed").into(),
        (None, Until::Day(last)) => lang.pick(format!("至{last}"), format!("until {last}")),
        (None, Until::Life) => lang.pick("终身", "for life").into(),
    };
    let mut text = format!("  {}  {batch}  {}，{until}\n", measure.code, measure.from);
    if said.is_empty() {
        text.push_str(lang.pick("    尚无反馈\n", "    no feedback yet\n"));
    }
    let mut values = Vec::new();
    for (department, event) in &said {
        let manner = event.details.manner.unwrap_or(Manner::Untaken);
        let open = ended.is_some() && manner == Manner::Taken;
        let mark = match open {
            true => lang
                .pick("；措施已终止，尚未反馈解除", "; the measure has ended and is not told to be lifted"),
            false => "",
        };
        let (word, words) = (
            lang.pick(manner.said().0, manner.said().1),
            event.details.content.as_deref().unwrap_or_default(),
        );
        let line = format!("    {department}  {}  {word}{mark}  {words}", event.day);
        text.push_str(line.trim_end());
        text.push('\n');
        values.push(json!({
            "department": department, "day": event.day.to_string(), "manner": manner.word(), "open": open,
        }));
    }
    let value = json!({
        "measure": measure.code.word(), "batch": batch, "from": measure.from.to_string(),
        "ended": ended.map(|on| on.to_string()), "feedback": values,
    });
    (text, value)
}
