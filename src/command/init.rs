//! `suicha init DIR`: a new bureau: commented configuration, key pair (0600), empty archive.

use super::answer::Answer;
use crate::archive::Archive;
use crate::config::{Config, TEMPLATE};
use crate::core::id::Name;
use crate::core::witness;
use crate::env::Env;
use crate::error::{Error, Exit, Result};
use crate::publish::durable;
use serde_json::json;
use std::path::Path;

/// Makes a bureau with the template configuration.
pub async fn run(env: &mut Env, dir: &Path) -> Result<Answer> {
    if dir.join("suicha.toml").exists() {
        return Err(Error::new(Exit::Conflict, format!("{} holds a bureau already", dir.display()))
            .remedy("nothing was changed; name a new directory"));
    }
    create(env, dir, TEMPLATE).await?;
    let text = env.lang.pick(
        format!("已在 {} 建立：suicha.toml（请先填写单位名称、区划和管辖单位代码）、bureau.key（私钥）、bureau.pub、archive.sqlite\n下一步：suicha import subjects 名录文件\n", dir.display()),
        format!("made in {}: suicha.toml (fill in name, region and units first), bureau.key (private), bureau.pub, archive.sqlite\nnext: suicha import subjects FILE\n", dir.display()),
    );
    Ok(Answer::new(text, json!({"dir": dir.display().to_string()})))
}

/// Writes configuration, keys and archive; the configuration last, since it marks a whole bureau.
pub async fn create(env: &mut Env, dir: &Path, config_text: &str) -> Result<()> {
    let failed = |what: &str, e: std::io::Error| {
        Error::new(Exit::Outside, format!("cannot write {what} in {}: {e}", dir.display()))
    };
    std::fs::create_dir_all(dir).map_err(|e| failed("the directory", e))?;
    let key = witness::keygen(&Name::new("bureau").expect("a constant name"), env.random()?);
    let secret = format!("{}\n", key.secret_text());
    durable::write(&dir.join("bureau.key"), secret.as_bytes(), true).map_err(|e| failed("bureau.key", e))?;
    let public = format!("{}\n", key.verifier());
    durable::write(&dir.join("bureau.pub"), public.as_bytes(), false).map_err(|e| failed("bureau.pub", e))?;
    let config: Config =
        toml::from_str(config_text).map_err(|e| Error::new(Exit::Bug, format!("the template: {e}")))?;
    Archive::open(&config.archive_url(dir)).await?;
    durable::write(&dir.join("suicha.toml"), config_text.as_bytes(), false)
        .map_err(|e| failed("suicha.toml", e))
}
