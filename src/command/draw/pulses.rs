//! The pulses a draw needs, from files the user named or from the beacon.

use crate::beacon::{self, Imported};
use crate::command::damage::damaged_file;
use crate::command::{bad_file, bad_file_said};
use crate::core::bundle::{Files, ceremony_file, pulse_file, witness_file};
use crate::core::id::Name;
use crate::core::pulse::{self, BeaconName, Pulse, PulseError};
use crate::core::seed::{BeaconValue, Commitment};
use crate::core::witness::{self, ceremony::Ceremony, key::VerifierKey};
use crate::env::Env;
use crate::error::{Error, Exit, Result};
use std::path::{Path, PathBuf};

/// One verified pulse for every pulse line of the commitment, in its order.
pub fn fetch(env: &Env, commitment: &Commitment, frozen: &Files, paths: &[PathBuf]) -> Result<Vec<Imported>> {
    if paths.len() > commitment.pulses.len() {
        let named = commitment.pulses.len();
        let given = paths.len();
        return Err(Error::said(
            Exit::Usage,
            format!("给出了{given}个脉冲文件，抽取承诺只指定了{named}个"),
            format!("{given} pulse files were given, the commitment names {named}"),
        ));
    }
    let mut unused: Vec<&PathBuf> = paths.iter().collect();
    let mut pulses = Vec::new();
    for (name, round) in &commitment.pulses {
        let beacon: BeaconName = name.as_str().parse()?;
        let imported = match from_files(&mut unused, beacon, round, commitment.pulses.len())? {
            Some((path, imported)) => {
                checked_ceremony(&imported, commitment, frozen, path)?;
                imported
            }
            None => Imported::Pulse(env.beacon.fetch(beacon, round)?),
        };
        imported.pulse().expect(beacon, round)?;
        pulse::verify(imported.pulse())?;
        pulses.push(imported);
    }
    match unused.first() {
        None => Ok(pulses),
        Some(path) => {
            Err(bad_file_said(path, "抽取承诺没有指定这个信标脉冲", "the commitment names no such pulse"))
        }
    }
}

/// The first file that holds this pulse, taken out of the list. Where only one pulse is wanted,
/// the file must hold it.
fn from_files<'a>(
    paths: &mut Vec<&'a PathBuf>,
    beacon: BeaconName,
    round: &str,
    wanted: usize,
) -> Result<Option<(&'a Path, Imported)>> {
    for at in 0..paths.len() {
        let path = paths[at];
        match beacon::import(path, beacon) {
            Err(e) if wanted == 1 => return Err(e.into()),
            Err(_) => {}
            Ok(imported) => {
                match imported.pulse().expect(beacon, round).and_then(|()| pulse::verify(imported.pulse())) {
                    Ok(()) => {
                        paths.remove(at);
                        return Ok(Some((path, imported)));
                    }
                    Err(e) if wanted == 1 || imported.pulse().beacon() == beacon => {
                        return Err(refused(path, &e));
                    }
                    Err(_) => {}
                }
            }
        }
    }
    Ok(None)
}

/// A pulse file that was read and refused.
pub fn refused(path: &Path, e: &PulseError) -> Error {
    bad_file_said(path, e.zh(), e)
}

/// A ceremony counts only for its own draw and attempt, signed by every witness of the draw.
fn checked_ceremony(imported: &Imported, commitment: &Commitment, frozen: &Files, path: &Path) -> Result<()> {
    let ceremony = match imported {
        Imported::Ceremony(ceremony) => ceremony,
        Imported::Pulse(pulse) if pulse.beacon() == BeaconName::Dice => {
            return Err(bad_file_said(
                path,
                "骰子须有全体见证人签名的仪式记录",
                "dice count only with the ceremony record that every witness signed",
            ));
        }
        Imported::Pulse(_) => return Ok(()),
    };
    if (ceremony.draw(), ceremony.attempt()) != (&commitment.draw, commitment.attempt) {
        let (draw, attempt) = (ceremony.draw(), ceremony.attempt());
        return Err(bad_file_said(
            path,
            format!("它是抽取 {draw} 第{attempt}次的仪式记录"),
            format!("it is the ceremony of draw {draw} attempt {attempt}"),
        ));
    }
    let signers = witness_keys(commitment, frozen)?;
    Ceremony::check_signers(ceremony, &signers).map_err(|e| bad_file(path, e))
}

fn witness_keys(commitment: &Commitment, frozen: &Files) -> Result<Vec<VerifierKey>> {
    let key = |name: &Name| {
        let file = witness_file(name);
        let text = frozen.get(&file).map(|bytes| String::from_utf8_lossy(bytes)).unwrap_or_default();
        let commit = witness::parse_commit(&text).map_err(|e| damaged_file(&file, e))?;
        Ok(commit.key)
    };
    commitment.witnesses.iter().map(|(name, _)| key(name)).collect()
}

/// The files that vouch for a pulse in the bundle: the pulse, and its ceremony if there was one.
pub fn files(imported: &Imported) -> Vec<(String, Vec<u8>)> {
    let beacon = value(imported.pulse()).beacon;
    let mut files = vec![(pulse_file(&beacon), imported.pulse().print().into())];
    if let Imported::Ceremony(ceremony) = imported {
        files.push((ceremony_file(&beacon), ceremony.print().into()));
    }
    files
}

/// A pulse as it enters the seed transcript.
pub fn value(pulse: &Pulse) -> BeaconValue {
    let beacon = Name::new(pulse.beacon().as_str()).expect("beacon names are names");
    BeaconValue { beacon, round: pulse.round().into(), value: pulse.value().into() }
}
