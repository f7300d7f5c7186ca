//! Reference tables: regions (GB/T 2260 in several editions, newest first), industries
//! (GB/T 4754-2017), types (市场主体类型) and words for states. Data, read once; their sizes are
//! asserted nowhere. Sources and dates stand in `data/reference/README.md`.

use super::clean;
use super::lookup::Lookup;
use crate::core::registry::{Group, Status};
use std::borrow::Cow;
use std::sync::OnceLock;

const REGIONS: &str = include_str!("../../../data/reference/regions.csv");
const INDUSTRIES: &str = include_str!("../../../data/reference/industries.csv");
const TYPES: &str = include_str!("../../../data/reference/subject-types.csv");
const STATES: &str = include_str!("../../../data/reference/states.csv");

/// How far a region code is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RegionLevel {
    /// Not even its province.
    Nothing,
    /// Its first two digits.
    Province,
    /// Its first four digits.
    City,
    /// The code itself.
    Code,
}

/// How far a six-digit region code is known in any edition, falling back to four, then two digits.
pub fn region_level(code: &str) -> RegionLevel {
    let known = |digits: &str, pad: &str| {
        digits.parse::<u32>().is_ok_and(|head| {
            let full = head * 10u32.pow(pad.len() as u32);
            regions().binary_search_by_key(&full, |region| region.code).is_ok()
        })
    };
    match code.len() {
        6 if !code.is_ascii() => RegionLevel::Nothing,
        6 if known(code, "") => RegionLevel::Code,
        6 if known(&code[..4], "00") => RegionLevel::City,
        6 if known(&code[..2], "0000") => RegionLevel::Province,
        _ => RegionLevel::Nothing,
    }
}

/// Name of a region code in the newest edition that has it.
pub fn region_name(code: &str) -> Option<&'static str> {
    let code: u32 = code.parse().ok()?;
    let at = regions().binary_search_by_key(&code, |region| region.code).ok()?;
    Some(regions()[at].name)
}

/// Every region code with its name in the newest edition that has it.
pub fn region_names() -> impl Iterator<Item = (String, &'static str)> {
    regions().iter().map(|region| (format!("{:06}", region.code), region.name))
}

/// An industry as read from a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IndustryReading {
    /// Letter and up to four digits, e.g. `C1311`.
    pub code: &'static str,
    /// The cell writes it otherwise.
    pub changed: bool,
}

/// Reads an industry: letter and digits, digits, or a name. `section` is the letter of the row's
/// 行业门类, if it has one: it decides whether a leading zero was lost.
pub fn industry(text: &str, section: Option<char>) -> Option<IndustryReading> {
    let tables = industries();
    let found = |code: &str| tables.codes.get(code);
    if let Some(code) = found(text) {
        return Some(IndustryReading { code, changed: false });
    }
    let upper = clean::half_width(clean::strip_float(text)).to_ascii_uppercase();
    let upper = clean::strip_float(&upper);
    let changed = |code| IndustryReading { code, changed: true };
    if clean::all_digits(upper) {
        let with = |letter: char, digits: &str| found(&format!("{letter}{digits}"));
        let padded = format!("0{upper}");
        let in_section = section.and_then(|s| with(s, upper).or_else(|| with(s, &padded)));
        return in_section.or_else(|| tables.digits.get(upper)).map(changed);
    }
    found(upper).or_else(|| tables.names.get(text)).map(changed)
}

/// The letter of a 行业门类 cell: the letter itself or the section's name.
pub fn section(text: &str) -> Option<char> {
    let code = industries().names.get(text).filter(|code| code.len() == 1);
    let letter = code.unwrap_or(text).chars().next()?.to_ascii_uppercase();
    (code.is_some() || text.len() == 1 && letter.is_ascii_uppercase()).then_some(letter)
}

/// The filter group of a type: its code, its standard name, or one of the words in use; `None` for
/// an unknown type.
pub fn group_of_type(text: &str) -> Option<Group> {
    let folded: Cow<'_, str> = clean::half_width(clean::strip_float(text));
    let tables = types();
    let known = tables.codes.get(&folded).or_else(|| tables.names.get(&folded));
    known.or_else(|| major_group(&folded)).or_else(|| group_by_words(&folded))
}

/// A status word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StatusReading {
    /// 登记状态.
    pub status: Status,
    /// 歇业.
    pub dormant: bool,
    /// The word says "revoked" and not whether deregistered.
    pub plain: bool,
    /// Moving out, deregistering, liquidating, closed.
    pub transit: bool,
}

/// Reads a status: the public system's digit, an internal letter, or a word.
pub fn status(text: &str) -> Option<StatusReading> {
    let words = states();
    words.get(text).or_else(|| {
        let folded = clean::half_width(clean::strip_float(text)).to_ascii_uppercase();
        let lower = folded.to_ascii_lowercase();
        words.get(&folded).or_else(|| words.get(&lower))
    })
}

struct Region {
    code: u32,
    name: &'static str,
}

struct Industries {
    codes: Lookup<&'static str>,
    digits: Lookup<&'static str>,
    names: Lookup<&'static str>,
}

struct Types {
    codes: Lookup<Group>,
    names: Lookup<Group>,
}

fn lines(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table.lines().skip(1).map(|line| line.split(',').collect())
}

fn regions() -> &'static [Region] {
    static TABLE: OnceLock<Vec<Region>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let region =
            |cells: Vec<&'static str>| Region { code: cells[0].parse().unwrap_or(0), name: cells[1] };
        let mut table: Vec<Region> = lines(REGIONS).map(region).collect();
        table.sort_by_key(|region| region.code);
        table
    })
}

fn industries() -> &'static Industries {
    static TABLE: OnceLock<Industries> = OnceLock::new();
    TABLE.get_or_init(|| {
        let rows: Vec<(&str, &str)> = lines(INDUSTRIES).map(|cells| (cells[0], cells[1])).collect();
        let mut codes: Vec<&str> = rows.iter().map(|(code, _)| *code).collect();
        codes.sort_unstable();
        let digits = codes.iter().map(|code| (&code[1..], *code));
        // Of several levels with one name the coarsest comes first and is the one found.
        let mut names: Vec<(&str, &str)> = rows.iter().map(|(code, name)| (*name, *code)).collect();
        names.sort_by_key(|(_, code)| code.len());
        Industries {
            digits: Lookup::new(digits),
            names: Lookup::new(names),
            codes: Lookup::new(codes.iter().map(|code| (*code, *code))),
        }
    })
}

fn types() -> &'static Types {
    static TABLE: OnceLock<Types> = OnceLock::new();
    TABLE.get_or_init(|| {
        let group = |cells: &[&str]| Group::from_code(cells[3]).unwrap_or(Group::Other);
        Types {
            codes: Lookup::new(lines(TYPES).map(|cells| (cells[0], group(&cells)))),
            names: Lookup::new(lines(TYPES).map(|cells| (cells[1], group(&cells)))),
        }
    })
}

fn states() -> &'static Lookup<StatusReading> {
    static TABLE: OnceLock<Lookup<StatusReading>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let read = |line: &'static str| {
            let (rest, flag) = line.rsplit_once(',')?;
            let (word, code) = rest.rsplit_once(',')?;
            let reading = StatusReading {
                status: Status::from_code(code)?,
                dormant: flag == "dormant",
                plain: flag == "plain",
                transit: flag == "transit",
            };
            Some((word.trim_matches('"'), reading))
        };
        Lookup::new(STATES.lines().skip(1).filter_map(read))
    })
}

/// 类型大类, two digits, and the group words of this program.
fn major_group(text: &str) -> Option<Group> {
    match text {
        "11" | "12" | "13" | "14" | "21" | "22" | "24" | "27" | "28" | "31" | "32" | "33" | "34" | "企业" => {
            Some(Group::Enterprise)
        }
        "16" | "17" | "农专社" => Some(Group::Cooperative),
        "23" => Some(Group::RepresentativeOffice),
        "50" => Some(Group::Individual),
        "15" | "25" | "26" | "其他" => Some(Group::Other),
        word => Group::from_code(word),
    }
}

/// The hundred and more spellings of a few things: `个体户`, `个体(内地)`, `有限公司(自然人独资)`…
fn group_by_words(text: &str) -> Option<Group> {
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    if has(&["个体"]) {
        Some(Group::Individual)
    } else if has(&["合作社"]) {
        Some(Group::Cooperative)
    } else if has(&["代表机构", "代表处"]) {
        Some(Group::RepresentativeOffice)
    } else if has(&["集团", "办事机构", "办事处"]) {
        Some(Group::Other)
    } else if has(&[
        "公司",
        "企业",
        "合伙",
        "独资",
        "法人",
        "股份",
        "营业单位",
        "有限责任",
        "全民所有",
        "集体所有",
    ]) {
        Some(Group::Enterprise)
    } else {
        None
    }
}
