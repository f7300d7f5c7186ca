//! The bundle of another bureau's draw, verified before anything is taken from it.

use crate::core::bundle::Files;
use crate::core::lang::Lang;
use crate::core::time::Date;
use crate::core::verify::{Trust, Verdict, verify_with};
use crate::error::{Error, Exit, Result};
use crate::publish::bundle;
use crate::workers::AllCores;
use std::path::Path;

/// The files of a bundle that passes every check it allows.
pub fn verified(dir: &Path, today: Date) -> Result<Files> {
    let name = dir.display();
    let files = bundle::read(dir)?;
    let trust = Trust { today: Some(today), ..Trust::default() };
    let report = verify_with(&files, &trust, &AllCores);
    let failed = report.checks.iter().find(|check| matches!(check.verdict, Verdict::Failed(_)));
    if let Some(check) = failed {
        let (number, zh, en) = (check.number, check.title(Lang::Zh), check.title(Lang::En));
        return Err(Error::said(
            Exit::Discrepancy,
            format!("证据包 {name} 未通过核验：第{number}项（{zh}）"),
            format!("the bundle {name} does not verify: check {number} ({en})"),
        )
        .advice(
            format!("见 suicha verify {name}；请上级机关重新提供"),
            format!("see `suicha verify {name}`; ask for it again"),
        ));
    }
    Ok(files)
}
