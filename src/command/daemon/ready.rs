//! What a daemon needs before it begins. Of its machine: an address to listen on, a place for its history. Of the bureau:
//! persons who may do what the jobs do, the key of its log, an archive of this program. `--check` asks for all of it,
//! and so does the daemon itself.

use super::acting;
use crate::archive::{self, Archive, Settings, sqlite_file};
use crate::cli::Daemon as Args;
use crate::command::{block_on, logged};
use crate::durable;
use crate::env::Env;
use crate::error::{Error, Exit, Result};
use std::net::SocketAddr;
use std::path::PathBuf;

/// Everything for which a daemon would not begin.
pub fn problems(env: &Env, args: &Args) -> Vec<Error> {
    [address(env, args).map(drop), history(env).map(drop)].into_iter().filter_map(Result::err).collect()
}

/// Why the bureau cannot work as it is. What passes by itself (a disk or an archive that cannot be had at the moment)
/// keeps no daemon from its start, and is told by `--check` only.
pub fn unable(env: &Env, check: bool) -> Result<Vec<Error>> {
    let mut found = acting::problems(env);
    found.extend(env.log_key().and_then(|_| env.log_policy()).err());
    // Whatever compares histories reads the key first.
    if found.is_empty() {
        found.extend(block_on(async { Ok(archive(env).await.err()) })?);
    }
    found.retain(|error| check || error.exit != Exit::Outside);
    Ok(found)
}

/// An archive that is a file is opened as it is, and compared with key and published log. One that is missing is told
/// by every command, and may come; one of an earlier version is brought to the present by the first command. A server
/// is asked at every run.
async fn archive(env: &Env) -> Result<()> {
    let url = env.config.archive_url(&env.root);
    if sqlite_file(&url).is_none() {
        return Ok(());
    }
    let as_it_is = Settings { create: false, fill: false, upgrade: false, ..Settings::default() };
    let archive = match Archive::open_with(&url, &as_it_is).await {
        Ok(archive) => archive,
        Err(archive::Error::Absent { .. } | archive::Error::Older { .. } | archive::Error::Locked { .. }) => {
            return Ok(());
        }
        Err(e) => return Err(e.into()),
    };
    let one = logged::one_history(env, &archive).await;
    archive.close().await;
    one
}

/// Where it listens: `--listen`, else the configuration.
pub fn address(env: &Env, args: &Args) -> Result<SocketAddr> {
    let configured = &env.config.daemon.listen;
    let parse = || {
        configured.parse::<SocketAddr>().map_err(|_| {
            Error::said(
                Exit::Usage,
                format!("[daemon] listen {configured:?} 不是 IP 地址和端口"),
                format!("[daemon] listen {configured:?} is no IP address with a port"),
            )
            .advice("请写成 127.0.0.1:7322", "write an address such as 127.0.0.1:7322")
        })
    };
    let address = args.listen.map_or_else(parse, Ok)?;
    if address.ip().is_loopback() || args.any_address || env.config.daemon.any_address {
        return Ok(address);
    }
    let from = if args.listen.is_some() { "--listen" } else { "[daemon] listen" };
    Err(Error::said(
        Exit::Usage,
        format!("{from} {address} 不是本机回环地址：谁都能读到任务和计数"),
        format!("{from} {address} is no loopback address: anybody could read jobs and counts"),
    )
    .advice(
        "请用 127.0.0.1 或 [::1]；确有需要时加 --any-address 或写 any-address = true",
        "use 127.0.0.1 or [::1]; if it is meant, add --any-address or write any-address = true",
    ))
}

/// Where its history is, in a directory that is there.
pub fn history(env: &Env) -> Result<PathBuf> {
    let configured = &env.config.daemon.history;
    let path = env.root.join(configured);
    let dir = durable::dir_of(&path);
    if dir.is_dir() && !path.is_dir() {
        return Ok(path);
    }
    let (configured, dir) = (configured.display().to_string(), dir.display());
    let (zh, en) = match path.is_dir() {
        true => ("这是目录，不是文件".to_owned(), "it is a directory, not a file".to_owned()),
        false => (format!("没有目录 {dir}"), format!("there is no directory {dir}")),
    };
    Err(Error::said(
        Exit::Outside,
        format!("[daemon] history {configured:?}：{zh}"),
        format!("[daemon] history {configured:?}: {en}"),
    )
    .advice(
        "请建立该目录，或把 history 改为已有目录中的文件",
        "make the directory, or name a file in one that is there",
    ))
}
