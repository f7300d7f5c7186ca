//! `suicha report plan-sample`: how many to draw from one stratum. Needs no bureau.

use super::told::percent;
use crate::cli::PlanSample;
use crate::command::answer::Answer;
use crate::core::lang::Lang;
use crate::error::{Error, Exit, Result};
use crate::report::estimate::planning::{Share, detect, finds, within};
use serde_json::json;

/// Tells how many.
pub fn run(args: &PlanSample, lang: Lang) -> Result<Answer> {
    let (all, rate) = (args.population, share("--rate", &args.rate)?);
    let (power, confidence) =
        (inner("--power", &args.power, true)?, inner("--confidence", &args.confidence, false)?);
    let margin = args.margin.as_deref().map(|text| inner("--margin", text, true)).transpose()?;
    let k = rate.of(all);
    let Some(n) = detect(all, k, power.value()) else {
        return Err(Error::said(
            Exit::Usage,
            "--rate 为 0 时没有问题可以发现",
            "with a --rate of 0 there is no problem to be found",
        )
        .advice(
            "请给出希望发现的最低问题率，如 1%",
            "give the lowest rate that should be noticed, e.g. 1%",
        ));
    };
    let chance = finds(all, k, n);
    let mut text = lang.pick(
        format!("可抽{all}户，其中{k}户有问题：抽{n}户，至少发现1户的把握为 {}\n", percent(chance)),
        format!(
            "{all} eligible, {k} of them with a problem: {n} drawn find at least one with {}\n",
            percent(chance)
        ),
    );
    let known = margin.map(|margin| within(all, rate.value(), margin.value(), 1.0 - confidence.value()));
    if let (Some(known), Some(margin)) = (known, margin) {
        let (rate, margin, sure) =
            (percent(rate.value()), percent(margin.value()), percent(confidence.value()));
        text.push_str(&lang.pick(
            format!("问题率在 {rate} 左右，误差不超过 ±{margin}（{sure}）：抽{known}户\n"),
            format!("a rate near {rate} within ±{margin} ({sure}): draw {known}\n"),
        ));
    }
    Ok(Answer::new(
        text,
        json!({
            "population": all, "problems": k, "power": power.value(), "n": n, "finds": chance,
            "margin": margin.map(Share::value), "confidence": confidence.value(), "n_margin": known,
        }),
    ))
}

fn share(option: &str, text: &str) -> Result<Share> {
    Share::parse(text).ok_or_else(|| wrong(option, text))
}

/// A share above 0, and below 1 unless that is allowed.
fn inner(option: &str, text: &str, whole: bool) -> Result<Share> {
    let share = share(option, text)?;
    let fits = share.p > 0 && (whole || share.p < share.q);
    if fits { Ok(share) } else { Err(wrong(option, text)) }
}

fn wrong(option: &str, text: &str) -> Error {
    Error::said(
        Exit::Usage,
        format!("{option} 的值 {text:?} 有误：须为 0 与 1 之间的数"),
        format!("{option} {text:?}: it must be a share between 0 and 1"),
    )
    .advice("写成 5%、0.05 或 1/20", "write 5%, 0.05 or 1/20")
}
