//! An evidence bundle as a directory: flat, the protocol's file names, nothing else.

use crate::core::bundle::{self, Files, Inputs, frame_file, pulse_file, selected_file};
use crate::core::lang::Lang;
use crate::core::plan::Plan;
use crate::core::select::parse_selected;
use crate::core::time::Timestamp;
use crate::durable;
use crate::error::{Error, Exit, Result, system_words};
use std::fs;
use std::path::Path;

/// Name of the page that tells a reader what lies before him; not part of the evidence.
pub const README: &str = "README.txt";

/// Reads every file of a bundle's directory.
pub fn read(dir: &Path) -> Result<Files> {
    let failed = |e: std::io::Error| {
        let (dir, zh) = (dir.display(), system_words(&e).0);
        Error::said(
            Exit::Usage,
            format!("无法读取证据包 {dir}：{zh}"),
            format!("cannot read the bundle {dir}: {e}"),
        )
        .advice("请给出 suicha draw export 写出的目录", "give the directory that `suicha draw export` wrote")
    };
    let mut files = Files::new();
    for entry in fs::read_dir(dir).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.file_type().map_err(failed)?.is_file() && name != README {
            files.insert(name, fs::read(entry.path()).map_err(failed)?);
        }
    }
    match files.contains_key(bundle::COMMIT) {
        true => Ok(files),
        false => {
            let (dir, file) = (dir.display(), bundle::COMMIT);
            Err(Error::said(
                Exit::Usage,
                format!("{dir} 不是证据包：缺少 {file}"),
                format!("{dir} is no bundle: it has no {file}"),
            ))
        }
    }
}

/// Writes a bundle into a new directory; an identical one that is already there is left alone.
pub fn write(dir: &Path, files: &Files, lang: Lang, audit: bool) -> Result<()> {
    if dir.exists() {
        return match read(dir) {
            Ok(found) if found == *files => Ok(()),
            _ => {
                let dir = dir.display();
                Err(Error::said(
                    Exit::Conflict,
                    format!("{dir} 已存在，内容与此不同，没有覆盖"),
                    format!("{dir} exists and holds something else"),
                )
                .advice("请换一个新目录，或删除该目录", "name a new directory, or remove this one"))
            }
        };
    }
    let readme = readme(lang, audit);
    let secret = |name: &str| audit && name != README;
    let all = files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice()));
    let all = all.chain([(README, readme.as_bytes())]);
    durable::write_dir(dir, all.map(|(name, bytes)| (name, bytes, secret(name)))).map_err(|e| {
        let (dir, zh) = (dir.display(), system_words(&e).0);
        Error::said(
            Exit::Outside,
            format!("无法写入证据包 {dir}：{zh}"),
            format!("cannot write the bundle {dir}: {e}"),
        )
    })
}

/// What everyone may see at an instant (protocol §2): open frames and the commitment from the
/// freeze on; seed, thresholds and drawn subjects from the draw on, or from the end of the embargo.
pub fn public_view(files: &Files, inputs: &Inputs, embargo_over: bool) -> Files {
    let mut names = vec![
        bundle::COMMIT.to_owned(),
        bundle::NOT_BEFORE.into(),
        bundle::RESULT.into(),
        bundle::VOID.into(),
    ];
    names.extend(inputs.commitment.witnesses.iter().map(|(name, _)| bundle::witness_file(name)));
    names.extend(inputs.tasks.iter().map(|task| bundle::plan_file(&task.plan.task)));
    let open = || inputs.tasks.iter().map(|task| &task.plan).filter(|plan| !plan.sealed());
    names.extend(open().map(|plan| frame_file(&plan.task)));
    if embargo_over {
        names.extend([bundle::SEED.into(), bundle::THRESHOLDS.into()]);
        let beacons = || inputs.commitment.pulses.iter().map(|(beacon, _)| beacon);
        names.extend(beacons().map(pulse_file));
        names.extend(beacons().map(bundle::ceremony_file));
        names.extend(inputs.commitment.witnesses.iter().map(|(name, _)| bundle::opening_file(name)));
        names.extend(open().map(|plan| selected_file(&plan.task)));
    }
    let shown = |name: String| files.get(&name).map(|bytes| (name, bytes.clone()));
    let mut view: Files = names.into_iter().filter_map(shown).collect();
    if embargo_over {
        let sealed = inputs.tasks.iter().map(|task| &task.plan).filter(|plan| plan.sealed());
        view.extend(sealed.filter_map(|plan| drawn_ids(files, plan)));
    }
    view
}

/// The ids a sealed task drew, without their strata.
fn drawn_ids(files: &Files, plan: &Plan) -> Option<(String, Vec<u8>)> {
    let rows = parse_selected(files.get(&selected_file(&plan.task))?).ok()?;
    let ids = rows.iter().filter(|row| row.drawn).map(|row| row.id.as_str()).collect();
    Some((bundle::drawn_file(&plan.task), bundle::print_drawn(ids).into()))
}

/// Whether the embargo of every task has ended.
pub fn embargo_over(inputs: &Inputs, now: Timestamp) -> bool {
    inputs.tasks.iter().all(|task| task.plan.embargo.flatten().is_none_or(|end| now.date() > end))
}

fn readme(lang: Lang, audit: bool) -> String {
    let view = match audit {
        true => lang.pick(
            "本目录为审计包，含未公开信息，请妥善保管。",
            "The auditor's bundle: it holds what is not public; keep it safe.",
        ),
        false => lang.pick("本目录为公开包，任何人均可核验。", "The public bundle: anyone can verify it."),
    };
    let how = lang.pick(
        "核验：suicha verify 本目录（无需联网、无需配置）。\n查询某一主体：suicha check 统一社会信用代码 --bundle 本目录。\n\
         不用本程序也可核对一户：取 seed.txt 的 SHA-256 为种子，再算\n  \
         printf 'suicha/1/t:%s:%s' 种子 域名 | sha256sum    得任务种子（域名见 plan-*.txt 的 domain 行）\n  \
         printf 'suicha/1/e:%s:%s' 任务种子 代码 | sha256sum 得签号，不大于 thresholds.csv 中的中签线即为抽中。\n",
        "To verify: suicha verify THIS-DIRECTORY (offline, without configuration).\n\
         One subject: suicha check ID --bundle THIS-DIRECTORY.\n\
         Without this program: the SHA-256 of seed.txt is the seed, then\n  \
         printf 'suicha/1/t:%s:%s' SEED DOMAIN | sha256sum      gives the task seed (the domain stands in plan-*.txt)\n  \
         printf 'suicha/1/e:%s:%s' TASK-SEED ID | sha256sum     gives the ticket: drawn if it is not above the threshold\n\
         in thresholds.csv.\n",
    );
    format!("{view}\n{how}")
}
