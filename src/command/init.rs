//! `suicha init DIR`: a new bureau: commented configuration, key pair (0600), empty archive.

use super::answer::Answer;
use crate::archive::Archive;
use crate::config::{Config, TEMPLATE};
use crate::core::digest::hex;
use crate::core::witness::key::SignerKey;
use crate::durable;
use crate::env::Env;
use crate::error::{Error, Exit, Result, system_words};
use serde_json::json;
use std::path::Path;

/// Makes a bureau with the template configuration.
pub async fn run(env: &mut Env, dir: &Path, log_name: Option<&str>) -> Result<Answer> {
    if dir.join("suicha.toml").exists() {
        let dir = dir.display();
        return Err(Error::said(
            Exit::Conflict,
            format!("{dir} 中已有一个单位"),
            format!("{dir} holds a bureau already"),
        )
        .advice("没有改动任何内容；请换一个新目录", "nothing was changed; name a new directory"));
    }
    let random = env.random()?;
    let name = log_name.map_or_else(|| format!("suicha-log-{}", hex(&random[..4])), str::to_owned);
    create(env, dir, &name, TEMPLATE).await?;
    let text = env.lang.pick(
        format!("已在 {} 建立：suicha.toml（请先填写单位名称、区划和管辖单位代码）、log.key（日志私钥，请备份）、log.pub、archive.sqlite\n下一步：suicha import subjects 名录文件\n", dir.display()),
        format!("made in {}: suicha.toml (fill in name, region and units first), log.key (private: keep a backup), log.pub, archive.sqlite\nnext: suicha import subjects FILE\n", dir.display()),
    );
    Ok(Answer::new(text, json!({"dir": dir.display().to_string()})))
}

/// Writes configuration, keys and archive; the configuration last, since it marks a whole bureau.
pub async fn create(env: &mut Env, dir: &Path, log_name: &str, config_text: &str) -> Result<()> {
    if !dir.as_os_str().is_empty() {
        std::fs::create_dir_all(dir).map_err(|e| failed(dir, &e))?;
    }
    // A run that was killed may have left a key: it is the bureau's, and never replaced.
    let path = dir.join("log.key");
    let key =
        match std::fs::read_to_string(&path).ok().and_then(|text| SignerKey::parse(text.trim_end()).ok()) {
            Some(key) => key,
            None => SignerKey::from_seed(log_name, env.random()?).map_err(|e| {
                let zh = format!("--log-name 有误：名称须可打印，不含空格和加号（{log_name:?}）");
                Error::said(Exit::Usage, zh, format!("--log-name: {e}"))
            })?,
        };
    let secret = format!("{}\n", key.secret_text());
    durable::write(&path, secret.as_bytes(), true).map_err(|e| failed(&path, &e))?;
    hand_out(&key, &dir.join("log.pub"))?;
    let config: Config =
        toml::from_str(config_text).map_err(|e| Error::new(Exit::Bug, format!("the template: {e}")))?;
    Archive::open(&config.archive_url(dir)).await?.close().await;
    let path = dir.join("suicha.toml");
    durable::write(&path, config_text.as_bytes(), false).map_err(|e| failed(&path, &e))
}

/// Writes the public half of the log's key.
pub(super) fn hand_out(key: &SignerKey, path: &Path) -> Result<()> {
    let public = format!("{}\n", key.verifier());
    durable::write(path, public.as_bytes(), false).map_err(|e| failed(path, &e))
}

fn failed(path: &Path, e: &std::io::Error) -> Error {
    let (path, (zh, en)) = (path.display(), system_words(e));
    Error::said(Exit::Outside, format!("无法写入 {path}：{zh}"), format!("cannot write {path}: {en}"))
}
