//! What passes between a log and a witness (c2sp.org/tlog-witness, `add-checkpoint`), and the
//! witness's decision. Where the two speak over HTTP, the texts are the bodies of request and
//! response; offline the same texts travel as files.
//!
//! ```text
//! old <size>
//! <base64 hash> …
//!
//! <checkpoint>
//! ```

use super::checkpoint::{Checkpoint, CheckpointError};
use super::note::SignedNote;
use super::tree::verify_consistency;
use crate::core::digest::Digest;
use crate::core::text::number;
use crate::core::witness::base64;
use crate::core::witness::key::VerifierKey;

/// A log asks a witness to cosign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Size of the last checkpoint the log believes the witness has cosigned.
    pub old: u64,
    /// The way from there to the new one.
    pub hashes: Vec<Digest>,
    /// The new checkpoint, signed by the log.
    pub note: SignedNote,
}

/// Why a witness does not cosign, with the HTTP status of the protocol.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// 400: the request cannot be read, or contradicts itself.
    #[error("the request cannot be used: {0}")]
    Malformed(String),
    /// 403: not signed by the log this witness knows under that name.
    #[error("{0}")]
    Unsigned(CheckpointError),
    /// 404: a log this witness does not know.
    #[error("this witness does not know the log {0:?}")]
    Unknown(String),
    /// 409: the witness's last checkpoint has another size.
    #[error("the last checkpoint this witness cosigned has {0} entries")]
    Stale(u64),
    /// 409: the same size under two roots: the log has been split.
    #[error("the log shows two different heads of {0} entries: keep both, this is proof of a split")]
    Split(u64),
    /// 422: the hashes do not lead from the last checkpoint to this one.
    #[error("the checkpoint does not continue the one of {0} entries that this witness cosigned")]
    Inconsistent(u64),
}

impl Refusal {
    /// The same in Chinese.
    pub fn zh(&self) -> String {
        match self {
            Refusal::Malformed(why) => format!("请求的格式有误：{why}"),
            Refusal::Unsigned(why) => format!("检查点没有该日志的有效签名：{why}"),
            Refusal::Unknown(log) => format!("本见证人不认识日志 {log:?}"),
            Refusal::Stale(size) => format!("本见证人最近见证的检查点为{size}条"),
            Refusal::Split(size) => {
                format!("日志在{size}条时有两个不同的检查点：请都保留，这是日志分叉的证据")
            }
            Refusal::Inconsistent(size) => format!("检查点不是本见证人已见证的{size}条的延续"),
        }
    }

    /// Status of an HTTP answer.
    pub fn status(&self) -> u16 {
        match self {
            Refusal::Malformed(_) => 400,
            Refusal::Unsigned(_) => 403,
            Refusal::Unknown(_) => 404,
            Refusal::Stale(_) | Refusal::Split(_) => 409,
            Refusal::Inconsistent(_) => 422,
        }
    }
}

impl Request {
    /// Canonical text.
    pub fn print(&self) -> String {
        let hashes: String =
            self.hashes.iter().map(|hash| format!("{}\n", base64::encode(&hash.0))).collect();
        format!("old {}\n{hashes}\n{}", self.old, self.note)
    }

    /// Strict reader of [`Request::print`]'s text.
    pub fn parse(bytes: &[u8]) -> Result<Self, Refusal> {
        let bad = |rule: &str| Refusal::Malformed(rule.into());
        let text = std::str::from_utf8(bytes).map_err(|_| bad("it is not UTF-8"))?;
        let (head, note) =
            text.split_once("\n\n").ok_or_else(|| bad("an empty line must stand before the checkpoint"))?;
        let mut lines = head.split('\n');
        let old = lines.next().and_then(|line| line.strip_prefix("old ")).and_then(number);
        let old = old.ok_or_else(|| bad("the first line must be `old <size>`"))?;
        let hash = |line: &str| {
            let hash = base64::decode(line).and_then(|bytes| bytes.try_into().ok());
            hash.map(Digest).ok_or_else(|| bad("every proof line must be a hash in base64"))
        };
        let hashes = lines.map(hash).collect::<Result<Vec<_>, _>>()?;
        if hashes.len() > 63 {
            return Err(bad("a proof has at most 63 hashes"));
        }
        let note = SignedNote::parse(note.as_bytes()).map_err(|e| bad(&e.to_string()))?;
        Ok(Self { old, hashes, note })
    }

    /// Whether a witness whose last checkpoint is `last` may cosign: the new head, if so.
    pub fn judge(&self, log: &VerifierKey, last: Option<&Checkpoint>) -> Result<Checkpoint, Refusal> {
        let new = Checkpoint::of(&self.note, log).map_err(Refusal::Unsigned)?;
        let (size, root) = last.map_or((0, Digest::of(b"")), |last| (last.size, last.root));
        if self.old > new.size {
            return Err(Refusal::Malformed(format!(
                "old {} is more than the {} entries of the checkpoint",
                self.old, new.size
            )));
        }
        if self.old != size {
            return Err(Refusal::Stale(size));
        }
        if size == new.size && root != new.root {
            return Err(Refusal::Split(size));
        }
        match verify_consistency((size, root), (new.size, new.root), &self.hashes) {
            true => Ok(new),
            false => Err(Refusal::Inconsistent(size)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tree::consistency;
    use super::*;
    use crate::core::merkle::{leaf, root};
    use crate::core::witness::key::SignerKey;

    fn leaves(split: bool) -> Vec<Digest> {
        (0..9u8).map(|i| if split && i == 3 { leaf(b"other") } else { leaf(&[i]) }).collect()
    }

    fn head(size: usize, split: bool) -> Checkpoint {
        Checkpoint { origin: "log".into(), size: size as u64, root: root(&leaves(split)[..size]) }
    }

    fn request(old: usize, new: usize, split: bool) -> Request {
        let key = SignerKey::from_seed("log", [1; 32]).unwrap();
        let ranges = if old == 0 { vec![] } else { consistency(old as u64, new as u64) };
        let hashes = ranges.iter().map(|r| root(&leaves(split)[r.start as usize..r.end as usize])).collect();
        Request { old: old as u64, hashes, note: head(new, split).sign(&key) }
    }

    #[test]
    fn a_witness_follows_one_history_only() {
        let key = SignerKey::from_seed("log", [1; 32]).unwrap();
        let judge =
            |request: &Request, last: Option<Checkpoint>| request.judge(key.verifier(), last.as_ref());
        assert_eq!(judge(&request(0, 5, false), None), Ok(head(5, false)));
        assert_eq!(judge(&request(5, 9, false), Some(head(5, false))), Ok(head(9, false)));
        assert_eq!(judge(&request(5, 5, false), Some(head(5, false))), Ok(head(5, false)));
        assert_eq!(judge(&request(0, 9, false), Some(head(5, false))), Err(Refusal::Stale(5)));
        assert_eq!(judge(&request(5, 5, true), Some(head(5, false))), Err(Refusal::Split(5)));
        assert_eq!(judge(&request(5, 9, true), Some(head(5, false))), Err(Refusal::Inconsistent(5)));
        let backwards = Request { old: 9, ..request(5, 5, false) };
        assert!(matches!(judge(&backwards, Some(head(9, false))), Err(Refusal::Malformed(_))));
        let stranger = SignerKey::from_seed("log", [2; 32]).unwrap();
        let unsigned = request(0, 5, false).judge(stranger.verifier(), None);
        assert!(matches!(unsigned, Err(Refusal::Unsigned(_))));
    }

    #[test]
    fn requests_are_read_back() {
        let request = request(5, 9, false);
        let text = request.print();
        assert_eq!(Request::parse(text.as_bytes()), Ok(request));
        let bad = [
            text.replace("old 5", "old 05"),
            text.replace("old", "new"),
            text.replacen("=\n", "\n", 1),
            text.replace("\n\n", "\n"),
        ];
        for text in bad {
            assert!(Request::parse(text.as_bytes()).is_err(), "{text}");
        }
    }
}
