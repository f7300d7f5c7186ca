//! The font of figures as PNG: a file, named or found in the usual places. Without one there is no PNG:
//! a figure with boxes in the place of characters is worse than none.

use ab_glyph::{Font as _, FontVec};
use std::path::{Path, PathBuf};

/// The Debian package that brings the font.
pub const PACKAGE: &str = "fonts-noto-cjk";

/// Where that package and its like put it.
const PLACES: [&str; 6] = [
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/opentype/source-han-sans/SourceHanSansSC-Regular.otf",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/local/share/fonts/NotoSansCJK-Regular.ttc",
];

/// Characters a figure cannot do without: one of each script, and punctuation.
const NEEDED: &str = "签查户Ag09，。：—…%";

/// A font that can set Chinese.
pub struct Font {
    /// File name, without its directory.
    pub name: String,
    /// Its file.
    pub path: PathBuf,
    pub(super) face: FontVec,
}

/// Why there is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FontError {
    /// No file in the usual places.
    Missing,
    /// The file cannot be read.
    Unreadable(String),
    /// It is no font.
    NoFont(String),
    /// It lacks a character.
    Lacks(String, char),
    /// The drawing failed.
    Drawing(String),
}

impl Font {
    /// The font of a file, or the first of the usual places.
    pub fn find(named: Option<&Path>) -> Result<Self, FontError> {
        Self::among(named, &PLACES.map(Path::new))
    }

    /// The same with places of one's own.
    pub fn among(named: Option<&Path>, places: &[&Path]) -> Result<Self, FontError> {
        let found = named.or_else(|| places.iter().copied().find(|path| path.is_file()));
        Self::read(found.ok_or(FontError::Missing)?)
    }

    fn read(path: &Path) -> Result<Self, FontError> {
        let told = path.display().to_string();
        let bytes = std::fs::read(path).map_err(|e| FontError::Unreadable(format!("{told}: {e}")))?;
        let index = simplified(&bytes);
        // The reader of fonts trusts the place a collection names.
        let collection = bytes.starts_with(b"ttcf");
        let place = bytes.get(12 + 4 * index as usize..).and_then(|rest| rest.first_chunk::<4>());
        if collection && place.is_none_or(|at| u32::from_be_bytes(*at) as usize >= bytes.len()) {
            return Err(FontError::NoFont(told));
        }
        let face = FontVec::try_from_vec_and_index(bytes, index).map_err(|_| FontError::NoFont(told))?;
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        match NEEDED.chars().find(|c| face.glyph_id(*c).0 == 0) {
            Some(c) => Err(FontError::Lacks(name, c)),
            None => Ok(Self { name, path: path.to_owned(), face }),
        }
    }
}

impl FontError {
    /// In Chinese.
    pub fn zh(&self) -> String {
        match self {
            Self::Missing => "没有找到中文字体".into(),
            Self::Unreadable(what) => format!("字体文件无法读取：{what}"),
            Self::NoFont(what) => format!("{what} 不是字体文件"),
            Self::Lacks(name, c) => {
                format!("字体 {name} 没有字符 {c:?}（U+{:04X}）", u32::from(*c))
            }
            Self::Drawing(what) => format!("图形无法绘制：{what}"),
        }
    }

    /// In English.
    pub fn en(&self) -> String {
        match self {
            Self::Missing => "no Chinese font was found".into(),
            Self::Unreadable(what) => format!("the font cannot be read: {what}"),
            Self::NoFont(what) => format!("{what} is no font"),
            Self::Lacks(name, c) => {
                format!("the font {name} lacks the character {c:?} (U+{:04X})", u32::from(*c))
            }
            Self::Drawing(what) => format!("a figure cannot be drawn: {what}"),
        }
    }
}

/// Which font of a collection has the forms of the mainland: the one whose name says SC; else the first.
fn simplified(bytes: &[u8]) -> u32 {
    let number = |at: usize| bytes.get(at..at + 4).map(|b| u32::from_be_bytes([b[0], b[1], b[2], b[3]]));
    if bytes.get(..4) != Some(b"ttcf") {
        return 0;
    }
    let says_so = |index: &u32| -> Option<bool> {
        let font = number(12 + 4 * *index as usize)? as usize;
        let tables = number(font + 2)? & 0xffff; // the upper half belongs to the version
        let names = (0..tables as usize)
            .map(|n| font + 12 + 16 * n)
            .find(|at| bytes.get(*at..at + 4) == Some(b"name"))?;
        let (start, length) = (number(names + 8)? as usize, number(names + 12)? as usize);
        let table = bytes.get(start..start.checked_add(length)?)?;
        Some(table.windows(8).any(|part| part == b"\0 \0S\0C\0 " || part == b"\0K\0 \0S\0C"))
    };
    let fonts = number(8).unwrap_or(0).min(64);
    (0..fonts).find(|index| says_so(index) == Some(true)).unwrap_or(0)
}
