//! `suicha backup` and `suicha restore`: an SQLite archive as one file, and back. What is copied is derived again like by
//! `fsck` before it counts; what does not pass leaves nothing behind. PostgreSQL has tools of its own.

use super::answer::Answer;
use super::daemon::OneArchive;
use super::{fsck, init};
use crate::cli::Restore;
use crate::durable::{self, beside};
use crate::env::Env;
use crate::error::{Error, Exit, Result, system_words};
use crate::fault;
use serde_json::json;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

/// An archive, and what SQLite may keep beside it.
pub(super) const SIDES: [&str; 3] = ["", "-wal", "-shm"];

/// Copies the archive into a new file, checked.
pub async fn backup(mut env: Env, out: &Path) -> Result<Answer> {
    sqlite_file(&env)?;
    let out = &std::path::absolute(out).map_err(|e| failed(out, &e))?;
    if let Some(parent) = out.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        fs::create_dir_all(parent).map_err(|e| failed(parent, &e))?;
    }
    let staged = beside(out, ".partial");
    remove(&staged); // left by a run that was killed
    let copied = copy(&mut env, &staged).await;
    env.close().await;
    let done = copied.and_then(|found| settle(&staged, out).map(|()| found));
    if done.is_err() {
        remove(&staged);
    }
    let (checked, bytes) = (done?, fs::metadata(out).map_or(0, |found| found.len()));
    let name = out.display();
    let text = env.lang.pick(
        format!("已备份到 {name}（{bytes} 字节），并已全部重新推算，没有不一致\nlog.key、suicha.toml 及其中写明的文件（policy.txt、people.toml 等）不在其中，请另行保存\n"),
        format!("the archive is copied to {name} ({bytes} bytes); everything derived again from the copy is the same\nlog.key, suicha.toml and the files it names (policy.txt, people.toml, …) are not in it: keep copies of them\n"),
    );
    Ok(Answer::new(text, json!({"backup": name.to_string(), "bytes": bytes, "fsck": checked.json})))
}

/// Puts a backup in the archive's place, if nothing in it differs.
pub async fn restore(mut env: Env, args: &Restore) -> Result<Answer> {
    let archive = sqlite_file(&env)?;
    let there = fs::metadata(&archive).is_ok_and(|found| found.len() > 0);
    if there && !args.replace {
        let name = archive.display();
        return Err(Error::said(
            Exit::Conflict,
            format!("{name} 已存在，没有改动"),
            format!("{name} exists already: nothing was changed"),
        )
        .advice(
            "确要换掉它，请加 --replace：原档案库改名保留",
            "to put the backup in its place add --replace: the archive of now is kept under another name",
        ));
    }
    // Whoever goes on with the archive of now would write to a file that has another name.
    let _alone = OneArchive::keep_out(&archive)?;
    let staged = beside(&archive, ".restored");
    remove(&staged);
    let restored = restored(&mut env, args, &staged).await;
    env.close().await;
    let done = match restored {
        Ok(checked) => keep(&mut env, &archive, there).await.map(|kept| (checked, kept)),
        Err(e) => Err(e),
    };
    let done = done.and_then(|(checked, kept)| match settle(&staged, &archive) {
        Ok(()) => Ok((checked, kept)),
        Err(e) => Err(match kept {
            Some(kept) => given_back(&kept, &archive, e),
            None => e,
        }),
    });
    if done.is_err() {
        remove(&staged);
    }
    let (checked, kept) = done?;
    let public = env.log_pub();
    if !public.exists() {
        init::hand_out(&env.log_key()?, &public)?;
    }
    let name = archive.display();
    let old = kept.as_ref().map_or_else(String::new, |kept| {
        let kept = kept.display();
        env.lang
            .pick(format!("原档案库保留为 {kept}\n"), format!("the archive of before is kept as {kept}\n"))
    });
    let text = env.lang.pick(
        format!("已恢复为 {name}，全部重新推算一致\n{old}下一步：suicha log publish，然后 suicha fsck\n"),
        format!("{name} is restored; everything derived again is the same\n{old}next: suicha log publish, then suicha fsck\n"),
    );
    let kept = kept.map(|kept| kept.display().to_string());
    Ok(Answer::new(text, json!({"archive": name.to_string(), "kept": kept, "fsck": checked.json})))
}

async fn copy(env: &mut Env, staged: &Path) -> Result<Answer> {
    env.archive().await?.copy_to(&staged.display().to_string()).await?;
    fault::point("backup.copied");
    env.close().await;
    checked(env, staged).await
}

/// Brings the backup beside the archive and looks at it there: the file that was given stays as it is.
async fn restored(env: &mut Env, args: &Restore, staged: &Path) -> Result<Answer> {
    let unreadable = |e: io::Error| super::unreadable(&args.backup, &e);
    let mut from = File::open(&args.backup).map_err(unreadable)?;
    let found = from.metadata().map_err(unreadable)?;
    if found.is_dir() {
        return Err(unreadable(io::ErrorKind::IsADirectory.into()));
    }
    if found.len() == 0 {
        let name = args.backup.display();
        let empty = Error::said(Exit::Usage, format!("{name} 是空文件"), format!("{name} is empty"));
        return Err(another(empty));
    }
    // What is missing beside the archive is no fault of the backup.
    env.log_key()?;
    durable::write_with(staged, true, |file| io::copy(&mut from, file).map(drop))
        .map_err(|e| failed(staged, &e))?;
    let checked = checked(env, staged).await.map_err(|e| said_of(e, staged, &args.backup))?;
    // An archive that is older than what was published acts no more: better told before than after.
    let archive = env.archive().await?;
    let Ok(Some((note, head))) = env.published_log().head() else { return Ok(checked) };
    match archive.checkpoint(head.size).await? {
        Some(stored) if stored.note.text() == note.text() => Ok(checked),
        _ => {
            let size = archive.log_size().await?;
            Err(Error::said(
                Exit::Conflict,
                format!("备份的日志有 {size} 条，已公布的日志有 {} 条：备份早于已公布的内容，或不属于本单位", head.size),
                format!("the backup's log has {size} entries, the published one {}: it is older than what was published, or another bureau's", head.size),
            )
            .advice(
                "没有改动任何内容。请用更新的备份；只为查看数据的，请在另一目录中恢复（docs/operations.md）",
                "nothing was changed. Take a newer backup; to read its data, restore it in a directory of its own (docs/operations.md)",
            ))
        }
    }
}

/// Derives everything again from the archive in that file.
async fn checked(env: &mut Env, file: &Path) -> Result<Answer> {
    env.config.archive = Some(format!("sqlite:{}", file.display()));
    let answer = fsck::of_archive(env).await?;
    match answer.bad_news {
        None => Ok(answer),
        Some(exit) => {
            let (file, found) = (file.display(), answer.text.trim_end().replace('\n', "\n  "));
            Err(Error::said(
                exit,
                format!("{file} 没有通过检查：\n  {found}"),
                format!("{file} does not pass:\n  {found}"),
            )
            .advice(
                "没有留下备份；档案库本身请用 suicha fsck 检查",
                "no backup was made; look at the archive itself with `suicha fsck`",
            ))
        }
    }
}

/// What was found in the copy of a backup is said of the backup; a full disk is no fault of it, and the copy's own.
fn said_of(e: Error, staged: &Path, backup: &Path) -> Error {
    if e.exit == Exit::Outside {
        return e;
    }
    let (staged, backup) = (staged.display().to_string(), backup.display().to_string());
    let said = |text: String| text.replace(&staged, &backup);
    another(Error { message: said(e.message), message_zh: e.message_zh.map(said), ..e })
}

fn another(e: Error) -> Error {
    e.advice("没有改动任何内容；请换一份备份", "nothing was changed; take another backup")
}

/// Moves the archive of now out of the way; the name it is kept under.
async fn keep(env: &mut Env, archive: &Path, there: bool) -> Result<Option<PathBuf>> {
    if !there {
        return Ok(None);
    }
    // Opening and closing folds the write-ahead log into the file; where it cannot be opened it is kept as it is.
    env.config.archive = Some(format!("sqlite:{}", archive.display()));
    let opened = env.archive().await.is_ok();
    env.close().await;
    if opened && beside(archive, "-wal").exists() {
        let name = archive.display();
        return Err(Error::said(
            Exit::Conflict,
            format!("{name} 正被其他程序使用"),
            format!("{name} is in use by another process"),
        )
        .advice("请先停止 suicha daemon 和其他命令", "stop the daemon and other commands first"));
    }
    let stamp: String = env.now().to_string().chars().filter(char::is_ascii_digit).take(14).collect();
    let kept = unused(archive, &format!(".before-{stamp}"));
    moved(archive, &kept).map_err(|e| failed(archive, &e))?;
    Ok(Some(kept))
}

/// A name that nothing has: two restores within a second keep two archives.
fn unused(archive: &Path, ending: &str) -> PathBuf {
    let taken = |path: &PathBuf| SIDES.iter().any(|side| beside(path, side).exists());
    let names = (2u32..).map(|n| beside(archive, &format!("{ending}-{n}")));
    let mut names = std::iter::once(beside(archive, ending)).chain(names);
    names.find(|path| !taken(path)).expect("more names than files")
}

/// Renames an archive with what stands beside it, or nothing of it.
fn moved(from: &Path, to: &Path) -> io::Result<()> {
    for (done, side) in SIDES.iter().enumerate().filter(|(_, side)| beside(from, side).exists()) {
        if let Err(e) = fs::rename(beside(from, side), beside(to, side)) {
            for side in &SIDES[..done] {
                let _ = fs::rename(beside(to, side), beside(from, side));
            }
            return Err(e);
        }
    }
    Ok(())
}

/// The backup could not take the place of the archive: the archive goes back to it. Where that cannot be, the error says
/// under which name it is.
fn given_back(kept: &Path, archive: &Path, e: Error) -> Error {
    if !archive.exists() && moved(kept, archive).is_ok() {
        return e;
    }
    let (kept, archive) = (kept.display(), archive.display());
    e.advice(
        format!("原档案库现名为 {kept}：请查看 {archive}，不是所要的档案库时改名移开，再把 {kept} 改回原名"),
        format!("the archive of before is {kept} now: look at {archive}, and where it is not the one wanted move it away and give {kept} its name back"),
    )
}

/// Gives a checked file its name, flushed. The same bytes under that name already are as good.
fn settle(staged: &Path, place: &Path) -> Result<()> {
    if place.exists() {
        let same = || Ok::<_, io::Error>(fs::read(staged)? == fs::read(place)?);
        let name = place.display();
        return match same().map_err(|e| failed(place, &e))? {
            true => {
                remove(staged);
                Ok(())
            }
            false => Err(Error::said(
                Exit::Conflict,
                format!("{name} 已存在，没有覆盖"),
                format!("{name} exists already: nothing was replaced"),
            )
            .advice("请换一个文件名", "name another file")),
        };
    }
    let flushed = File::open(staged).and_then(|file| file.sync_all());
    flushed.map_err(|e| failed(staged, &e))?;
    fault::point("backup.flushed");
    fs::rename(staged, place).map_err(|e| failed(place, &e))?;
    durable::flush_dir(place.parent()).map_err(|e| failed(place, &e))
}

/// The file of the archive, or what to use instead.
fn sqlite_file(env: &Env) -> Result<PathBuf> {
    let url = env.config.archive_url(&env.root);
    let path = crate::archive::sqlite_file(&url).ok_or_else(|| {
        Error::said(
            Exit::Usage,
            "档案库在 PostgreSQL 上：此命令只用于 SQLite",
            "the archive is on PostgreSQL: this command is for SQLite",
        )
        .advice(
            "请用 pg_dump -n 模式 --no-owner --no-privileges 数据库 > 文件 备份，用 psql -v ON_ERROR_STOP=1 -f 文件 恢复到新的数据库，再运行 suicha archive roles --print 所印的 SQL，然后运行 suicha fsck",
            "back up with `pg_dump -n SCHEMA --no-owner --no-privileges DATABASE > FILE`, restore with `psql -v ON_ERROR_STOP=1 -f FILE` into a new database, run what `suicha archive roles --print` prints, then `suicha fsck`",
        )
    })?;
    std::path::absolute(path).map_err(|e| failed(Path::new(path), &e))
}

fn remove(staged: &Path) {
    for side in ["", "-wal", "-shm", "-journal", ".partial"] {
        let _ = fs::remove_file(beside(staged, side));
    }
}

fn failed(path: &Path, e: &io::Error) -> Error {
    let (path, (zh, en)) = (path.display(), system_words(e));
    Error::said(Exit::Outside, format!("无法写入 {path}：{zh}"), format!("cannot write {path}: {en}")).advice(
        "没有改动任何内容；请检查磁盘空间和权限后再次运行同一命令",
        "nothing was changed; look at disk space and permissions, then run the same command again",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_archive_that_was_kept_is_written_over() {
        let dir = tempfile::tempdir().unwrap();
        let archive = dir.path().join("a.sqlite");
        let name = |n: &str| dir.path().join(format!("a.sqlite.before-1{n}"));
        assert_eq!(unused(&archive, ".before-1"), name(""));
        fs::write(name(""), "").unwrap();
        fs::write(name("-2-wal"), "").unwrap();
        assert_eq!(unused(&archive, ".before-1"), name("-3"));
    }

    #[test]
    fn an_archive_that_gave_way_for_nothing_comes_back_or_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let (archive, kept) = (dir.path().join("a.sqlite"), dir.path().join("a.sqlite.before-1"));
        let full = || failed(&archive, &io::ErrorKind::StorageFull.into());
        let advice = |e: Error| e.remedy.unwrap_or_default();
        fs::write(&archive, "old").unwrap();
        fs::write(beside(&archive, "-wal"), "wal").unwrap();
        // Its second file cannot move: neither does the first.
        let blocked = beside(&kept, "-wal");
        fs::create_dir(&blocked).unwrap();
        moved(&archive, &kept).unwrap_err();
        assert!(archive.exists() && !kept.exists());
        fs::remove_dir(&blocked).unwrap();
        moved(&archive, &kept).unwrap();
        assert!(!archive.exists() && kept.exists() && blocked.exists());
        assert!(advice(given_back(&kept, &archive, full())).contains("nothing was changed"));
        assert_eq!(fs::read(&archive).unwrap(), b"old");
        assert!(beside(&archive, "-wal").exists() && !kept.exists());
        // Something else stands there by now.
        moved(&archive, &kept).unwrap();
        fs::write(&archive, "new").unwrap();
        let said = advice(given_back(&kept, &archive, full()));
        assert!(said.contains("a.sqlite.before-1") && !said.contains("nothing was changed"), "{said}");
        assert_eq!(
            (fs::read(&archive).unwrap(), fs::read(&kept).unwrap()),
            (b"new".to_vec(), b"old".to_vec())
        );
    }
}
