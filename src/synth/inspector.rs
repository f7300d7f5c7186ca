//! Synthetic inspectors: a quarter in the bureau's sections, the rest spread over the stations.
//! They have numbers instead of names. About one in 25 cannot be drawn: card expired or invalid.

use super::county::{AS_OF, QUALIFICATIONS, SECTIONS, STATIONS};
use super::planted::Planted;
use super::words::{Table, Words};
use super::{Params, check};
use crate::core::registry::Severity;
use crate::core::time::Date;
use std::io::{self, Write};

/// How many inspectors there can be.
pub(super) const MOST: u32 = 1_000_000;

const HEADING: &str =
    "执法证号,姓名,层级,所在业务部门（机构）,担任职务,岗位资质资格,执法证有效期,执法人员状态,是否专家";

/// Card number of inspector `j`, counted from 0.
pub(super) fn card(j: u32) -> String {
    format!("SL-{:04}", j + 1)
}

/// Writes heading and rows.
pub(super) fn write(params: &Params, out: &mut impl Write) -> io::Result<Planted> {
    check(params)?;
    let mut words = Words::new(params.seed, Table::Inspectors);
    let mut planted = Planted::default();
    let mut text = format!("{HEADING}\n");
    let mut add = |planted: &mut Planted, row: &Row| {
        row.print(&mut text);
        planted.lines += 1;
    };
    for j in 0..params.inspectors {
        words.row(u64::from(j));
        let mut row = row(j, params.inspectors, &mut words);
        if params.dirt {
            spoil(j, &mut row, &mut planted, &mut add);
        } else {
            add(&mut planted, &row);
        }
    }
    out.write_all(text.as_bytes())?;
    Ok(planted)
}

#[derive(Clone)]
struct Row {
    card: String,
    name: String,
    level: &'static str,
    unit: &'static str,
    position: &'static str,
    qualifications: Vec<&'static str>,
    until: String,
    valid: bool,
    expert: bool,
}

impl Row {
    fn print(&self, into: &mut String) {
        into.push_str(&format!(
            "{},{},{},{},{},{},{},{},{}\n",
            self.card,
            self.name,
            self.level,
            self.unit,
            self.position,
            self.qualifications.join("、"),
            self.until,
            if self.valid { "有效" } else { "失效" },
            if self.expert { "是" } else { "否" },
        ));
    }
}

fn row(j: u32, inspectors: u32, words: &mut Words) -> Row {
    let in_bureau = j.is_multiple_of(4);
    let (level, unit, own) = if in_bureau {
        let (section, own) = SECTIONS[(j / 4) as usize % SECTIONS.len()];
        ("县级", section, Some(own))
    } else {
        ("所级", STATIONS[station(j, inspectors)].name, None)
    };
    let mut qualifications: Vec<&str> = own.into_iter().collect();
    for (name, share) in QUALIFICATIONS {
        if words.chance(share) && !qualifications.contains(&name) {
            qualifications.push(name);
        }
    }
    if words.chance(350) {
        qualifications.push("主检");
    }
    let position = match (in_bureau, words.below(10)) {
        (true, 0) => "科室正职",
        (true, 1) => "科室副职",
        (false, 0) => "所长正职",
        (false, 1) => "所长副职",
        _ => "一般干部",
    };
    let (year, month, day) = AS_OF;
    let today = Date::new(year, month, day).expect("a day of the calendar").days();
    let until = match j % 40 {
        17 => today - 20 - i64::from(words.below(600)),
        _ => today + 120 + i64::from(words.below(1500)),
    };
    Row {
        card: card(j),
        name: format!("执法人员{:03}", j + 1),
        level,
        unit,
        position,
        qualifications,
        until: Date::from_days(until).expect("near today").to_string(),
        valid: j % 60 != 43,
        expert: j % 40 == 30,
    }
}

/// The station of an inspector outside the bureau: stations get people as they have subjects.
fn station(j: u32, inspectors: u32) -> usize {
    // Seats outside the bureau before this one, and all of them.
    let (before, seats) = (u64::from(j - j / 4 - 1), u64::from(inspectors - inspectors.div_ceil(4)));
    let percent = (before * 200 + 100) / (2 * seats.max(1));
    let mut sum = 0;
    STATIONS
        .iter()
        .position(|s| {
            sum += u64::from(s.weight);
            percent < sum
        })
        .expect("weights add up to 100 percent")
}

/// The dirt of inspectors' files, at fixed places.
fn spoil(j: u32, row: &mut Row, planted: &mut Planted, add: &mut impl FnMut(&mut Planted, &Row)) {
    if j == 0 {
        let example = Row { card: String::new(), name: "案例（请删除）".into(), ..row.clone() };
        add(planted, &example);
        planted.add("line-example", "skip-example", Severity::Skipped, 1);
    }
    match j % 50 {
        5 => {
            add(planted, row);
            add(planted, row);
            planted.merged += 1;
            planted.add("duplicate-same", "duplicate-identical", Severity::Normalised, 1);
        }
        15 => {
            add(planted, row);
            row.name.push('乙');
            add(planted, row);
            planted.add("duplicate-different", "inspector-two-names", Severity::Error, 2);
        }
        25 => {
            row.card.clear();
            add(planted, row);
            planted.add("key-missing", "key-missing", Severity::Error, 1);
        }
        35 => {
            row.until = row.until.replace('-', "/");
            add(planted, row);
            planted.add("date-rewritten", "date-normalised", Severity::Normalised, 1);
        }
        45 => {
            row.card = row.card.to_lowercase();
            add(planted, row);
            planted.add("key-lower-case", "key-normalised", Severity::Normalised, 1);
        }
        _ => add(planted, row),
    }
}
