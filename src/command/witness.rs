//! `suicha witness …`: what a witness runs on a machine of its own. No archive, no configuration.

use super::answer::Answer;
use super::{bad_file, bad_file_said};
use crate::cli::{self, WitnessCommand};
use crate::core::id::{DrawId, Name};
use crate::core::log::witness::Refusal;
use crate::core::pulse::{self, BeaconName, Pulse, PulseError};
use crate::core::witness::ceremony::Ceremony;
use crate::core::witness::key::{CosignerKey, SignerKey, VerifierKey};
use crate::core::witness::{self};
use crate::durable;
use crate::env::Env;
use crate::error::{Error, Exit, Result, system_words};
use crate::log::witness::Cosigner;
use serde_json::json;
use std::fs;
use std::path::{Path, PathBuf};

/// Runs one witness command.
pub fn run(env: &mut Env, command: &WitnessCommand) -> Result<Answer> {
    match command {
        WitnessCommand::Keygen { name, file } => keygen(env, name, file),
        WitnessCommand::Commit { draw, attempt, key, secret, file } => {
            commit(env, draw, *attempt, key, secret, file)
        }
        WitnessCommand::Open { key, secret, file } => open(env, key, secret, file),
        WitnessCommand::Ceremony { draw, attempt, beacon, round, value, key, file } => {
            let wanted = thrown(draw, *attempt, beacon, round, value)?;
            ceremony(env, wanted, &read_key(key)?, file)
        }
        WitnessCommand::Cosign { witness, request, answer } => {
            cosign(env, &cosigner(witness)?, request, answer)
        }
        WitnessCommand::Serve { witness, listen } => {
            super::witness_server::serve(env, cosigner(witness)?, *listen)
        }
    }
}

/// Makes a key pair: FILE (0600) and FILE.pub.
pub(super) fn new_key(env: &mut Env, name: &str, file: &Path) -> Result<SignerKey> {
    let name = Name::new(name)
        .map_err(|e| Error::said(Exit::Usage, format!("密钥名称 {}", e.zh()), e.to_string()))?;
    let key = witness::keygen(&name, env.random()?);
    save_new(file, &format!("{}\n", key.secret_text()), true)?;
    save_new(&public_file(file), &format!("{}\n", key.verifier()), false)?;
    Ok(key)
}

fn public_file(file: &Path) -> PathBuf {
    file.with_file_name(format!("{}.pub", file.file_name().unwrap_or_default().to_string_lossy()))
}

fn keygen(env: &mut Env, name: &str, file: &Path) -> Result<Answer> {
    let key = new_key(env, name, file)?;
    let public = public_file(file);
    let cosigner = CosignerKey::of(key.verifier());
    let text = env.lang.pick(
        format!(
            "私钥 {}（请勿外传），公钥 {}：\n{}\n见证日志时（信任策略中的写法）：\n{cosigner}\n",
            file.display(),
            public.display(),
            key.verifier()
        ),
        format!(
            "private key {} (keep it), public key {}:\n{}\nas a witness of logs, for their policies:\n{cosigner}\n",
            file.display(),
            public.display(),
            key.verifier()
        ),
    );
    Ok(Answer::new(
        text,
        json!({
            "name": name, "public_key": key.verifier().to_string(), "cosigner_key": cosigner.to_string(),
        }),
    ))
}

fn commit(env: &mut Env, draw: &str, attempt: u32, key: &Path, secret: &Path, file: &Path) -> Result<Answer> {
    let draw = DrawId::new(draw)
        .map_err(|e| Error::said(Exit::Usage, format!("抽取编号 {}", e.zh()), e.to_string()))?;
    let key = read_key(key)?;
    // A killed run may have left the secret without the commitment: it is taken up, never replaced.
    let opening = match fs::read_to_string(secret) {
        Ok(text) => text,
        Err(_) => {
            let text = witness::open(&key, &draw, attempt, &env.random()?).map_err(usage)?;
            save_new(secret, &text, true)?;
            text
        }
    };
    let opening = witness::parse_open(&opening).map_err(|e| bad_file(secret, e))?;
    if (&opening.draw, opening.attempt) != (&draw, attempt) {
        let secret = secret.display();
        return Err(Error::said(
            Exit::Conflict,
            format!("{secret} 是另一次抽取的秘密值"),
            format!("{secret} is the secret of another draw or attempt"),
        )
        .advice("每次抽取请用新的秘密值文件", "name a new secret file for every attempt"));
    }
    let text = witness::commit(&key, &draw, attempt, &opening.r).map_err(usage)?;
    let c = witness::parse_commit(&text).map_err(|e| bad_file(file, e))?.c;
    save_same(file, &text)?;
    let said = env.lang.pick(
        format!(
            "承诺 {c} 已写入 {}，请交给抽取机关；秘密值在 {}，揭示前请妥善保管。\n",
            file.display(),
            secret.display()
        ),
        format!(
            "the commitment {c} is in {}: give it to the bureau; keep {} until the opening.\n",
            file.display(),
            secret.display()
        ),
    );
    Ok(Answer::new(said, json!({"draw": draw.as_str(), "attempt": attempt, "c": c.hex()})))
}

fn open(env: &mut Env, key: &Path, secret: &Path, file: &Path) -> Result<Answer> {
    let key = read_key(key)?;
    let text = fs::read_to_string(secret).map_err(|e| unreadable(secret, &e))?;
    let opening = witness::parse_open(&text).map_err(|e| bad_file(secret, e))?;
    if opening.key != *key.verifier() {
        let secret = secret.display();
        return Err(Error::said(
            Exit::Rejected,
            format!("秘密值 {secret} 是用另一个私钥生成的"),
            format!("{secret} was made with another key"),
        ));
    }
    save_same(file, &text)?;
    let said = env.lang.pick(
        format!("揭示值已写入 {}，请在信标轮次之前交给抽取机关。\n", file.display()),
        format!("the opening is in {}: give it to the bureau before the pulse.\n", file.display()),
    );
    Ok(Answer::new(said, json!({"draw": opening.draw.as_str(), "attempt": opening.attempt})))
}

/// What the signer says was thrown or read out.
fn thrown(draw: &str, attempt: u32, beacon: &str, round: &str, value: &str) -> Result<Ceremony> {
    let draw = DrawId::new(draw)
        .map_err(|e| Error::said(Exit::Usage, format!("抽取编号 {}", e.zh()), e.to_string()))?;
    let refused = |zh: String, en: String| {
        Error::said(Exit::Rejected, zh, en).advice(
            "请照现场记录重新输入：骰子为39至256位数字，彩票按规程第3节的写法",
            "type it again from the record of the room: 39 to 256 digits for dice, lottery numbers as in section 3 of the protocol",
        )
    };
    let beacon: BeaconName = beacon.parse().map_err(|e: PulseError| refused(e.zh(), e.to_string()))?;
    let pulse = Pulse::new(beacon, round, value, None).map_err(|e| refused(e.zh(), e.to_string()))?;
    pulse::verify(&pulse).map_err(|e| refused(e.zh(), e.to_string()))?;
    Ceremony::new(draw, attempt, pulse).map_err(|e| refused(format!("不是现场记录：{e}"), e.to_string()))
}

/// Adds a signature to the record of the room; a record that says something else is left alone.
fn ceremony(env: &Env, wanted: Ceremony, key: &SignerKey, file: &Path) -> Result<Answer> {
    let mut signed = match fs::read_to_string(file) {
        Ok(text) => Ceremony::parse(&text).map_err(|e| bad_file(file, e))?,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => wanted.clone(),
        Err(e) => return Err(unreadable(file, &e)),
    };
    if let Some((what, theirs, ours)) = signed.differs(&wanted) {
        let path = file.display();
        return Err(Error::said(
            Exit::Discrepancy,
            format!("{path} 中 {what} 为 {theirs}，您输入的是 {ours}：没有签名"),
            format!("{path} has {what} {theirs}, you typed {ours}: not signed"),
        )
        .advice(
            "请与在场各方对照现场记录；确有差错的，另存新文件重新签名",
            "compare with the others in the room; if the file is wrong, begin a new one",
        ));
    }
    signed.sign(key).map_err(|e| bad_file(file, e))?;
    durable::write(file, signed.print().as_bytes(), false)
        .map_err(|e| unwritable(Exit::Outside, file, &e))?;
    let names: Vec<&str> = signed.signers().map(|key| key.name()).collect();
    let (path, who) = (file.display(), names.join("、"));
    let text = env.lang.pick(
        format!("已签名；{path} 现有签名：{who}。各见证人都签名后交抽取机关：suicha draw run … --pulse {path}\n"),
        format!(
            "signed; {path} has the signatures of {}. Once every witness has signed: suicha draw run … --pulse {path}\n",
            names.join(", ")
        ),
    );
    Ok(Answer::new(
        text,
        json!({"draw": signed.draw().as_str(), "attempt": signed.attempt(), "signed": names}),
    ))
}

/// The witness of a log: its key, the logs it knows, its memory.
fn cosigner(args: &cli::Cosigner) -> Result<Cosigner> {
    let (key, logs, state) = (&args.key, &args.logs, &args.state);
    let text = fs::read_to_string(logs).map_err(|e| unreadable(logs, &e))?;
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let known: Vec<VerifierKey> = lines.map(str::parse).collect::<Result<_, _>>().map_err(|e| {
        bad_file(logs, e).advice("请向抽取机关重新索取 log.pub", "ask the bureau for its log.pub again")
    })?;
    match known.is_empty() {
        true => Err(bad_file_said(logs, "其中没有任何日志的公钥", "it names no log")
            .advice("请把抽取机关的 log.pub 放入其中", "put the bureau's log.pub into it")),
        false => Ok(Cosigner::new(read_key(key)?, known, state)),
    }
}

fn cosign(env: &Env, witness: &Cosigner, request: &Path, answer: &Path) -> Result<Answer> {
    let bytes = fs::read(request).map_err(|e| unreadable(request, &e))?;
    let line = witness.cosign(&bytes, env.now())?.map_err(|refusal| {
        let exit = match refusal {
            Refusal::Split(_) | Refusal::Inconsistent(_) => Exit::Discrepancy,
            Refusal::Stale(_) => Exit::Conflict,
            _ => Exit::Rejected,
        };
        let (request, zh) = (request.display(), refusal.zh());
        Error::said(exit, format!("不能见证请求 {request}：{zh}"), format!("{request}: {refusal}"))
    })?;
    durable::write(answer, format!("{line}\n").as_bytes(), false)
        .map_err(|e| unwritable(Exit::Outside, answer, &e))?;
    let text = env.lang.pick(
        format!("{} 已见证，答复在 {}，请交回日志方。\n", line.name, answer.display()),
        format!("{} has cosigned; give {} back to the log.\n", line.name, answer.display()),
    );
    Ok(Answer::new(text, json!({"witness": line.name, "answer": line.to_string()})))
}

/// Reads a private key.
pub(super) fn read_key(path: &Path) -> Result<SignerKey> {
    let text = fs::read_to_string(path).map_err(|e| unreadable(path, &e))?;
    SignerKey::parse(text.trim_end_matches('\n')).map_err(|e| bad_file(path, e))
}

fn save_new(path: &Path, text: &str, secret: bool) -> Result<()> {
    durable::write_new(path, text.as_bytes(), secret).map_err(|e| {
        let exit = if e.kind() == std::io::ErrorKind::AlreadyExists { Exit::Conflict } else { Exit::Outside };
        unwritable(exit, path, &e)
            .advice("请换一个文件名；没有覆盖任何内容", "name another file; nothing was replaced")
    })
}

fn save_same(path: &Path, text: &str) -> Result<()> {
    match fs::read_to_string(path) {
        Ok(found) if found == text => Ok(()),
        _ => save_new(path, text, false),
    }
}

fn usage(e: impl std::fmt::Display) -> Error {
    Error::said(Exit::Usage, format!("不能作出见证承诺：{e}"), e.to_string())
}

fn unreadable(path: &Path, e: &std::io::Error) -> Error {
    let (path, zh) = (path.display(), system_words(e).0);
    Error::said(Exit::Usage, format!("无法读取 {path}：{zh}"), format!("cannot read {path}: {e}")).advice(
        "请检查路径；抽取机关的文件可重新索取",
        "check the path; the bureau's files can be asked for again",
    )
}

fn unwritable(exit: Exit, path: &Path, e: &std::io::Error) -> Error {
    let (path, zh) = (path.display(), system_words(e).0);
    Error::said(exit, format!("无法写入 {path}：{zh}"), format!("cannot write {path}: {e}"))
}
