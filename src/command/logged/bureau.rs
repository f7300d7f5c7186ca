//! One archive, one bureau: the first act remembers region and name of the settings in the archive, and whoever comes
//! with others is refused until somebody has stated the change (`suicha archive bureau --change`).

use crate::archive::{Archive, BureauRow, Writer};
use crate::command::answer::Answer;
use crate::command::draw::steady_clock;
use crate::config::{Config, TEMPLATE};
use crate::core::digest::Digest;
use crate::core::text::one_line;
use crate::env::Env;
use crate::error::{Error, Exit, Result};
use serde_json::json;

/// Region and name as the settings have them.
fn of(config: &Config) -> (&str, &str) {
    (config.region.trim(), config.body.trim())
}

/// The same, once both are filled in.
fn filled_in(config: &Config) -> Option<(&str, &str)> {
    let (region, body) = of(config);
    let example = TEMPLATE.contains(&format!("body = {body:?}"));
    (region != "000000" && !region.is_empty() && !body.is_empty() && !example).then_some((region, body))
}

fn same(row: &BureauRow, (region, body): (&str, &str)) -> bool {
    (row.region.as_str(), row.body.as_str()) == (region, body)
}

/// Refuses an act with other settings than those the archive is kept under; the first act remembers them.
pub async fn remember(env: &Env, archive: &Archive, writer: &mut Writer) -> Result<()> {
    let own = of(&env.config);
    match (archive.bureau().await?, filled_in(&env.config)) {
        (Some(row), _) if same(&row, own) => Ok(()),
        (Some(row), _) => Err(other(&row, own)),
        (None, Some((region, body))) => Ok(writer.put_bureau(region, body, &env.actor()).await?),
        (None, None) => Ok(()),
    }
}

fn other(row: &BureauRow, (region, body): (&str, &str)) -> Error {
    let (its_region, its_body, at) = (&row.region, &row.body, row.at);
    Error::said(
        Exit::Conflict,
        format!("档案库自 {at} 起属于 {its_body}（{its_region}），本配置是 {body}（{region}）：一个单位有两套配置"),
        format!("since {at} the archive is that of {its_body} ({its_region}), this configuration is {body} ({region}): two configurations for one bureau"),
    )
    .advice(
        "未保存任何内容；请改正 suicha.toml 的 region、body 或 archive。单位确已更名或改变区划的，运行 suicha archive bureau --change",
        "nothing was stored; correct region, body or archive in suicha.toml. If the bureau has got another name or region, run `suicha archive bureau --change`",
    )
}

/// Tells for whom the archive is kept, or states the change to the settings of now.
pub async fn run(env: &Env, change: bool) -> Result<Answer> {
    const VERB: &str = "archive bureau";
    let archive = env.archive().await?;
    let text = |row: &BureauRow| {
        let BureauRow { region, body, at, operator } = row;
        env.lang.pick(
            format!("{body}（{region}），自 {at}，{operator}\n"),
            format!("{body} ({region}), since {at}, by {operator}\n"),
        )
    };
    let document = |row: &BureauRow| json!({"region": row.region, "body": row.body, "since": row.at.to_string(), "operator": row.operator});
    if !change {
        let now = archive.bureau().await?;
        let none = env.lang.pick("尚未记载\n", "nobody has acted yet with region and name filled in\n");
        let told = now.as_ref().map_or_else(|| none.to_owned(), text);
        return Ok(Answer::new(told, now.as_ref().map_or_else(|| json!({"bureau": null}), document)));
    }
    let Some(own) = filled_in(&env.config) else {
        return Err(Error::said(
            Exit::Usage,
            "suicha.toml 的 region 和 body 尚未填写",
            "region and body are not filled in in suicha.toml",
        )
        .advice("请先填写", "fill them in first"));
    };
    let mut writer = super::begin_any(env, &archive, VERB, steady_clock(env, &archive).await?).await?;
    // Read behind whoever wrote before: two who state the same change make one.
    if let Some(row) = archive.bureau().await?.filter(|row| same(row, own)) {
        return Ok(Answer::new(text(&row), document(&row)));
    }
    writer.put_bureau(own.0, own.1, &env.actor()).await?;
    let object = format!("{} {}", own.0, one_line(own.1));
    let digest =
        Digest::of(format!("suicha-bureau/1\nregion {}\nbody {}\n", own.0, one_line(own.1)).as_bytes());
    writer.commit(&object, digest).await?;
    let row = archive.bureau().await?;
    Ok(row
        .map_or_else(|| Answer::new(String::new(), json!({})), |row| Answer::new(text(&row), document(&row))))
}
