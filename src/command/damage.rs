//! What the archive holds cannot be read, or contradicts itself: one sentence and one advice, wherever a
//! command meets it. `suicha fsck` looks for all of it; the archive's own rows have [`crate::archive::Error`].

use crate::core::lang::Twin;
use crate::error::{Error, Exit};
use std::fmt::Display;

/// What to do about it, in Chinese and English.
pub const ADVICE: (&str, &str) = (
    "请停止操作并保留现状；suicha fsck 列出各处差异，另行恢复最近的备份",
    "stop and keep everything; `suicha fsck` lists what differs, restore the last backup beside it",
);

/// What is wrong with something in the archive, each part in Chinese and English.
pub fn damaged(what: Twin, why: Twin) -> Error {
    Error::said(
        Exit::Discrepancy,
        format!("档案库中的{}有误：{}", what.zh, why.zh),
        format!("{} in the archive: {}", what.en, why.en),
    )
    .advice(ADVICE.0, ADVICE.1)
}

/// The same of a file of an attempt.
pub fn damaged_file(file: &str, why: impl Display) -> Error {
    damaged(Twin::new(format!(" {file} "), file), Twin::same(why))
}

/// The same of an attempt as a whole.
pub fn damaged_draw(draw: impl Display, why: impl Display) -> Error {
    damaged(Twin::new(format!("抽取 {draw} "), format!("draw {draw}")), Twin::same(why))
}
