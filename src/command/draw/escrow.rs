//! The auditor's copy of the embargo blind, encrypted to the auditor's key with the program `age`
//! (age-encryption.org, Debian: age). The library of that name would bring a second generation of
//! every cipher crate; the format is the same. The secret goes through a pipe, never to a disk.

use crate::core::digest::hex;
use crate::core::id::DrawId;
use crate::error::{Error, Exit, Result};
use std::io::Write;
use std::process::{Command, Stdio};

/// `escrow.age`: the auditor opens it with `age --decrypt`, if the bureau does not open by the date.
pub const FILE: &str = "escrow.age";

/// Encrypts the blind of one attempt to a recipient (`age1…`).
pub fn encrypt(draw: &DrawId, attempt: u32, blind: &[u8; 32], recipient: &str) -> Result<Vec<u8>> {
    let text = format!("suicha-escrow/1\ndraw {draw}\nattempt {attempt}\nblind {}\n", hex(blind));
    let failed = |what: String| {
        Error::said(
            Exit::Outside,
            format!("无法为审计方加密保密值：{what}"),
            format!("the auditor's copy of the blind cannot be made: {what}"),
        )
        .advice(
            "请安装 age（Debian：apt install age）并检查 suicha.toml 中 [auditor] 的 recipient；未保存任何内容",
            "install age (Debian: apt install age) and check [auditor] recipient in suicha.toml; nothing was stored",
        )
    };
    let mut age = Command::new("age")
        .args(["--encrypt", "--armor", "--recipient", recipient])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|e| failed(format!("age: {e}")))?;
    let written = age.stdin.take().map(|mut input| input.write_all(text.as_bytes()));
    let output = age.wait_with_output().map_err(|e| failed(e.to_string()))?;
    match (written, output.status.success()) {
        (Some(Ok(())), true) => Ok(output.stdout),
        _ => Err(failed(String::from_utf8_lossy(&output.stderr).trim().to_owned())),
    }
}
