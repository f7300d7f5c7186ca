//! The program's error: what failed, on which object, what to do about it, and the exit code.
//! Libraries below have errors of their own; each says here which exit it deserves.
//!
//! English is always there, for logs and scripts; what a clerk meets has its Chinese twin beside it
//! ([`Error::said`], [`Error::advice`]).

use crate::beacon::BeaconError;
use crate::core::lang::{Lang, Twin};
use crate::core::pulse::PulseError;
use std::fmt;

/// Exit codes: a contract with scripts and the daemon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// A bug in this program.
    Bug = 1,
    /// The command line or the configuration is wrong.
    Usage = 2,
    /// Input was rejected; every problem has been listed.
    Rejected = 3,
    /// A verification found a discrepancy.
    Discrepancy = 4,
    /// Too early or too late.
    Timing = 5,
    /// Already done differently, or the archive is held by somebody else.
    Conflict = 6,
    /// The outside world failed (network, disk, database); safe to try again.
    Outside = 7,
}

/// One error, for one line on the screen.
#[derive(Debug)]
pub struct Error {
    /// How the process ends.
    pub exit: Exit,
    /// What failed and on which object: a lower-case fragment without a full stop.
    pub message: String,
    /// The same in Chinese, where it has been written.
    pub message_zh: Option<String>,
    /// What the reader can do about it.
    pub remedy: Option<String>,
    /// The same in Chinese, where it has been written.
    pub remedy_zh: Option<String>,
}

/// Result of everything above the libraries.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// An error that ends the process with `exit`.
    pub fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self { exit, message: message.into(), message_zh: None, remedy: None, remedy_zh: None }
    }

    /// The same in both languages.
    pub fn said(exit: Exit, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { message_zh: Some(zh.into()), ..Self::new(exit, en) }
    }

    /// The same with advice.
    pub fn remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = Some(remedy.into());
        self
    }

    /// The same with advice in both languages.
    pub fn advice(mut self, zh: impl Into<String>, en: impl Into<String>) -> Self {
        self.remedy_zh = Some(zh.into());
        self.remedy(en)
    }

    /// Message and advice in a language; English where there is no Chinese.
    pub fn text(&self, lang: Lang) -> String {
        let zh = lang == Lang::Zh;
        let message = self.message_zh.as_ref().filter(|_| zh).unwrap_or(&self.message);
        match self.remedy_zh.as_ref().filter(|_| zh).or(self.remedy.as_ref()) {
            Some(remedy) => format!("{message}\n  {remedy}"),
            None => message.clone(),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Lang::En))
    }
}

impl std::error::Error for Error {}

/// What the system says about a file or a connection, in Chinese and English: our words where its own are terse.
pub fn system_words(e: &std::io::Error) -> (String, String) {
    use std::io::ErrorKind::{
        AddrInUse, AddrNotAvailable, AlreadyExists, BrokenPipe, ConnectionAborted, ConnectionRefused,
        ConnectionReset, CrossesDevices, DirectoryNotEmpty, FileTooLarge, HostUnreachable, InvalidData,
        InvalidFilename, IsADirectory, NetworkDown, NetworkUnreachable, NotADirectory, NotFound, OutOfMemory,
        PermissionDenied, QuotaExceeded, ReadOnlyFilesystem, ResourceBusy, StaleNetworkFileHandle,
        StorageFull, TimedOut, UnexpectedEof,
    };
    let (zh, en) = match e.kind() {
        NotFound => ("没有这个文件或目录", "there is no such file or directory"),
        IsADirectory => ("这是目录，不是文件", "it is a directory, not a file"),
        NotADirectory => ("路径中有一段不是目录", "a part of the path is no directory"),
        PermissionDenied => ("没有权限", "permission denied"),
        StorageFull => ("磁盘已满", "the disk is full"),
        ReadOnlyFilesystem => ("磁盘是只读的", "the disk is read-only"),
        QuotaExceeded => ("超出磁盘配额", "the disk quota is used up"),
        FileTooLarge => ("文件太大", "the file is too large"),
        InvalidFilename => ("文件名太长或有误", "the file name is too long or not valid"),
        DirectoryNotEmpty => ("目录不是空的", "the directory is not empty"),
        CrossesDevices => ("两处不在同一个磁盘上", "the two places are on different disks"),
        ResourceBusy => ("正被占用", "it is in use"),
        StaleNetworkFileHandle => ("网络磁盘已断开", "the network disk is gone"),
        UnexpectedEof => ("内容不完整", "it ends too early"),
        OutOfMemory => ("内存不足", "there is not enough memory"),
        AlreadyExists => ("文件已存在", "the file exists already"),
        AddrInUse => ("地址已被占用", "the address is in use"),
        AddrNotAvailable => ("本机没有这个地址", "this machine has no such address"),
        ConnectionRefused => ("连接被拒绝", "the connection is refused"),
        ConnectionReset | ConnectionAborted | BrokenPipe => ("连接中断", "the connection broke"),
        HostUnreachable | NetworkUnreachable | NetworkDown => {
            ("网络不通", "there is no way to it in the network")
        }
        TimedOut => ("超时", "it took too long"),
        InvalidData => ("不是 UTF-8 文本", "it is no UTF-8 text"),
        _ => return (e.to_string(), e.to_string()),
    };
    (zh.into(), en.into())
}

/// Why a TOML file is not read: place and rule in Chinese with the parser's own words behind them, and
/// those words alone in English, which name the place as well.
pub fn toml_words(text: &str, e: &toml::de::Error) -> Twin {
    let before = &text[..e.span().map_or(0, |span| span.start).min(text.len())];
    let line = before.matches('\n').count() + 1;
    let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
    let quoted =
        |word: &str| e.message().split('`').nth(1).map_or(String::new(), |name| format!("{word}“{name}”"));
    let rule = match e.message() {
        m if m.starts_with("unknown field") => quoted("不认识的项"),
        m if m.starts_with("missing field") => quoted("缺少一项："),
        m if m.starts_with("duplicate") => "同一项写了两次".into(),
        m if m.starts_with("invalid type") => "值的类型不对（文字须加引号，数字、true、false 不加）".into(),
        m if m.starts_with("invalid value") || m.starts_with("unknown variant") => {
            "值不在允许的范围内".into()
        }
        _ => "不合 TOML 写法（检查引号、等号和方括号是否成对）".into(),
    };
    Twin::new(format!("第{line}行第{column}列：{rule}\n{e}"), e.to_string())
}

impl From<crate::ingest::IngestError> for Error {
    fn from(error: crate::ingest::IngestError) -> Self {
        let said = Self::said(error.exit(), error.zh(), error.to_string());
        match &error {
            crate::ingest::IngestError::Io { .. } if said.exit == Exit::Usage => {
                said.advice("检查文件名和所在目录", "check the name of the file and its directory")
            }
            _ => said,
        }
    }
}

impl From<BeaconError> for Error {
    fn from(error: BeaconError) -> Self {
        let said = Self::said(error.exit(), error.zh(), error.to_string());
        match error {
            BeaconError::AllFailed { .. } => said.advice(
                "脉冲公布后不会改变，可稍后重试；本机连不上中继的，请在别处取得该轮脉冲，用 --pulse 文件 给出（冻结时的下限用 --not-before 文件）",
                "a pulse stays what it is, so this can be run again later; where no relay can be reached fetch the round elsewhere and give it with --pulse FILE (at a freeze with --not-before FILE)",
            ),
            _ => said,
        }
    }
}

impl From<PulseError> for Error {
    /// A pulse or round that somebody gave is not one.
    fn from(error: PulseError) -> Self {
        Self::said(Exit::Rejected, error.zh(), error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_system_says_is_told_in_chinese() {
        // EROFS, EDQUOT, EFBIG, ENAMETOOLONG, EBUSY, ESTALE
        for (code, zh) in [
            (30, "磁盘是只读的"),
            (122, "超出磁盘配额"),
            (27, "文件太大"),
            (36, "文件名太长或有误"),
            (16, "正被占用"),
            (116, "网络磁盘已断开"),
        ] {
            let (told, english) = system_words(&std::io::Error::from_raw_os_error(code));
            assert_eq!(told, zh, "{code}");
            assert!(!english.contains("os error"), "{english}");
        }
    }
}
