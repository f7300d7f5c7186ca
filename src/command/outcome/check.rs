//! `suicha outcome check`: check 13, visits made against visits drawn. Exit 4 where a difference has no
//! reason that makes it right.

use super::book::Book;
use crate::command::answer::Answer;
use crate::core::id::{InspectorId, SubjectId};
use crate::core::lang::{Lang, counted};
use crate::core::outcome::drawn::CHECK;
use crate::core::outcome::visits::{Difference, Kind, Visits};
use crate::core::outcome::{About, Stage};
use crate::env::Env;
use crate::error::{Exit, Result};
use serde_json::{Value, json};

/// Makes the check; `complete`: what is not recorded fails as well.
pub async fn run(env: &Env, draw: &str, complete: bool) -> Result<Answer> {
    let book = Book::open(&env.archive().await?, draw).await?;
    let stands = |about| book.story.get(about).is_some_and(|standing| standing.stage != Stage::Withdrawn);
    let results = book.latest().filter(|outcome| stands(&outcome.about));
    let visits = Visits::compare(&book.drawn, book.drawn_on(), results);
    let failed = visits.failures().count() as u64 + if complete { visits.open.len() as u64 } else { 0 };
    let made = !book.revisions.is_empty() || complete;
    let lang = env.lang;
    let verdict = match (made, failed) {
        (false, _) => "--",
        (true, 0) => "ok",
        _ => "FAIL",
    };
    let Visits { drawn, made: visited, gone, .. } = visits;
    let (open, differ) = (visits.open.len(), visits.differences.len());
    let mut text = lang.pick(
        format!("{verdict} {CHECK} 实际检查与抽取结果核对：抽中{drawn}户，已查{visited}户（其中注销、迁出等{gone}户），未录全{open}户，差异{differ}处，无正当理由{failed}处\n"),
        format!("{verdict} {CHECK} visits made against visits drawn: {drawn} drawn, {visited} inspected ({gone} of them gone), {open} not complete, {}, {failed} without a good reason\n", counted(differ as u64, "difference")),
    );
    for difference in &visits.differences {
        text.push_str(&line(difference, lang));
    }
    for (subject, matters) in &visits.open {
        let about = |matter: &SubjectId| About { subject: subject.clone(), matter: matter.clone() };
        let (back, missing): (Vec<&SubjectId>, Vec<&SubjectId>) =
            matters.iter().partition(|matter| book.story.get(&about(matter)).is_some());
        for (matters, zh, en) in [
            (missing, "尚未录入", "not recorded yet"),
            (back, "已撤回，尚未重新录入", "withdrawn, nothing in its place"),
        ] {
            let codes: Vec<&str> = matters.iter().map(|code| code.as_str()).collect();
            if !codes.is_empty() {
                text.push_str(&lang.pick(
                    format!("  {subject}：{} {zh}\n", codes.join("、")),
                    format!("  {subject}: {} {en}\n", codes.join(", ")),
                ));
            }
        }
    }
    let open: serde_json::Map<String, Value> = visits
        .open
        .iter()
        .map(|(id, matters)| {
            (id.to_string(), json!(matters.iter().map(|code| code.as_str()).collect::<Vec<_>>()))
        })
        .collect();
    let document = json!({
        "check": CHECK, "draw": book.row.draw.as_str(), "attempt": book.row.attempt, "made": made,
        "drawn": drawn, "inspected": visited, "gone": gone, "open": open, "failed": failed,
        "differences": visits.differences.iter().map(document).collect::<Vec<_>>(),
    });
    Ok(Answer::new(text, document).with_exit((made && failed > 0).then_some(Exit::Discrepancy)))
}

fn line(difference: &Difference, lang: Lang) -> String {
    let (subject, matter) = (&difference.about.subject, &difference.about.matter);
    let (zh, en) = match &difference.kind {
        Kind::NotDrawn => {
            ("未抽中，或已由他人递补".to_owned(), "not drawn, or its place was taken".to_owned())
        }
        Kind::OtherMatter => {
            ("抽中该对象的任务没有此事项".into(), "the matter is in no task that drew it".into())
        }
        Kind::Early(day) => (format!("检查日期{day}早于抽取"), format!("visited on {day}, before the draw")),
        Kind::Team { stayed, joined } => {
            let (stayed, joined) = (cards(stayed), cards(joined));
            (
                format!("未去：{stayed}；另去：{joined}"),
                format!("did not go: {stayed}; went instead: {joined}"),
            )
        }
    };
    let (why_zh, why_en) = match difference.reason.as_str() {
        "" => ("无理由", "no reason"),
        reason => (reason, reason),
    };
    lang.pick(
        format!("  {subject} {matter}：{zh}（{why_zh}）\n"),
        format!("  {subject} {matter}: {en} ({why_en})\n"),
    )
}

fn cards(cards: &[InspectorId]) -> String {
    match cards {
        [] => "-".into(),
        some => some.iter().map(InspectorId::as_str).collect::<Vec<_>>().join(" "),
    }
}

fn document(difference: &Difference) -> Value {
    let kind = match &difference.kind {
        Kind::NotDrawn => json!({"kind": "not-drawn"}),
        Kind::OtherMatter => json!({"kind": "other-matter"}),
        Kind::Early(day) => json!({"kind": "early", "visited": day.to_string()}),
        Kind::Team { stayed, joined } => json!({
            "kind": "team", "stayed": stayed.iter().map(InspectorId::as_str).collect::<Vec<_>>(),
            "joined": joined.iter().map(InspectorId::as_str).collect::<Vec<_>>(),
        }),
    };
    json!({
        "subject": difference.about.subject.as_str(), "matter": difference.about.matter.as_str(),
        "difference": kind, "reason": difference.reason, "fails": difference.fails(),
    })
}
