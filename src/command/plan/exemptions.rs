//! `suicha plan exemptions`: which visits count towards the annual cap, and by which document.

use crate::command::answer::Answer;
use crate::core::cap::{Ground, grounds};
use crate::core::lang::Lang;
use crate::core::time::Date;
use serde_json::{Value, json};

/// The grounds in force on a day.
pub fn run(day: Date, lang: Lang) -> Answer {
    let known: Vec<&Ground> = grounds().iter().filter(|ground| ground.in_force(day)).collect();
    let text = known.iter().map(|ground| line(ground, lang)).collect::<String>();
    let document = |ground: &&Ground| {
        json!({
            "code": ground.code.as_str(), "name": ground.name, "counts": ground.counts, "source": ground.source,
            "from": ground.from.map(|day| day.to_string()), "until": ground.until.map(|day| day.to_string()),
            "confirmed": ground.confirmed,
        })
    };
    Answer::new(text, json!({"grounds": known.iter().map(document).collect::<Vec<Value>>()}))
}

fn line(ground: &Ground, lang: Lang) -> String {
    let Ground { code, name, source, .. } = ground;
    let counts = match ground.counts {
        true => lang.pick("计入", "counts"),
        false => lang.pick("不计入", "exempt"),
    };
    let sure = match ground.confirmed {
        true => "",
        false => lang.pick("（待核实，以本地规定为准）", " (to be confirmed locally)"),
    };
    lang.pick(
        format!("{counts} {code} {name}：{source}{sure}\n"),
        format!("{counts} {code} {name}: {source}{sure}\n"),
    )
}
