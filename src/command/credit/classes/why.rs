//! `suicha credit classes --why ID`: indicators, weights, vetoes and limits behind the class of one subject.

use super::super::rules;
use super::super::show::{opened, subject_id};
use super::no_model;
use crate::archive::Archive;
use crate::command::answer::Answer;
use crate::command::deadlines;
use crate::core::credit::Question;
use crate::core::credit::risk::{Class, Model, rate};
use crate::core::registry::RosterKind;
use crate::core::time::Date;
use crate::env::Env;
use crate::error::Result;
use serde_json::{Value, json};

/// Explains the class of a subject.
pub async fn run(
    env: &Env,
    archive: &Archive,
    model: &Model,
    id: &str,
    as_of: Date,
    imported: bool,
) -> Result<Answer> {
    let id = subject_id(id)?;
    let book = opened(env, archive, &id, env.now().date()).await?;
    let calendar = deadlines::calendar(env)?;
    let facts = &book.history.facts;
    let rules = rules::of(env)?;
    let standing = Question::new(&rules, &calendar, as_of).fold(book.form, facts);
    let rating = rate(model, &standing, facts, as_of).ok_or_else(|| no_model(as_of))?;
    let roster = match archive.latest_roster(RosterKind::Subjects, as_of).await? {
        Some(stored) => archive.subject_of(stored.id, &id).await?.and_then(|subject| subject.risk_class),
        None => None,
    };
    let lang = env.lang;
    let (class, points) = (rating.class.letter(), rating.points);
    let held = roster.as_ref().map_or("-".to_owned(), |class| class.as_str().to_ascii_uppercase());
    let mut text = lang.pick(
        format!("内部资料，不得公开\n{id} 截至 {as_of}：模型分类 {class}（{points}分），现行名录中为 {held}\n"),
        format!("internal, never public\n{id} as of {as_of}: class {class} by the model ({points} points), {held} in the roster in force\n"),
    );
    if imported {
        text.push_str(lang.pick(
            "分类由省局下发（[credit] classes = \"imported\"），模型结果仅供参考\n",
            "the province makes the classes ([credit] classes = \"imported\"): the model's is for comparison\n",
        ));
    }
    let mut rows: Vec<Value> = Vec::new();
    for row in model.points(as_of) {
        let part = rating.parts.iter().find(|part| part.indicator == row.indicator);
        let (count, worth) = part.map_or((0, 0), |part| (part.count, part.points));
        let (zh, en) = row.indicator.said();
        let (weight, cap) = (row.points, row.cap);
        if count > 0 {
            text.push_str(&lang.pick(
                format!("  {zh}：{count}次，每次{weight}分，至多{cap}分，计{worth}分\n"),
                format!("  {en}: {count}, {weight} points each, at most {cap}: {worth} points\n"),
            ));
        }
        rows.push(json!({
            "indicator": row.indicator.word(), "count": count, "weight": weight, "cap": cap, "points": worth,
        }));
    }
    if rating.parts.is_empty() {
        text.push_str(lang.pick("  没有计分的事实\n", "  no fact that gives points\n"));
    }
    let mut vetoes: Vec<Value> = Vec::new();
    for (indicator, least) in model.vetoes(as_of) {
        let (hit, (zh, en), least) = (rating.veto == Some(indicator), indicator.said(), least.letter());
        if hit {
            text.push_str(&lang.pick(
                format!("  一票否决：{zh}，至少为 {least}\n"),
                format!("  veto: {en}, at least {least}\n"),
            ));
        }
        vetoes.push(json!({"indicator": indicator.word(), "class": least, "decided": hit}));
    }
    let limits: Vec<(u32, Class)> = model.classes(as_of).collect();
    let said: Vec<String> =
        limits.iter().map(|(from, class)| format!("{} ≥ {from}", class.letter())).collect();
    text.push_str(
        &lang.pick(format!("  分段：{}\n", said.join("，")), format!("  limits: {}\n", said.join(", "))),
    );
    let limits: Vec<Value> =
        limits.iter().map(|(from, class)| json!({"class": class.letter(), "from": from})).collect();
    let json = json!({
        "subject": id.as_str(), "as_of": as_of.to_string(), "class": class, "points": points,
        "roster_class": roster.as_ref().map(|class| class.as_str().to_ascii_uppercase()),
        "indicators": rows, "vetoes": vetoes, "limits": limits,
    });
    Ok(Answer::new(text, json))
}
