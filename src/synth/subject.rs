//! One synthetic subject: row `i` of the registry as cells of text. Any row can be made alone, and
//! its number without the rest, which the recusals use.

use super::code::{Codes, MOST_OLD};
use super::county::{
    AS_OF, BRAND, BUREAU, CODE_REGIONS, ENTERPRISE_TYPES, REGION, RISK, STATIONS, STATIONS_TOTAL, STATUSES,
    Station,
};
use super::trade::{TRADES, Trade};
use super::words::{Table, Words};
use crate::core::time::Date;
use std::fmt::Write;

/// Headings, in the order of [`Cells`].
pub(super) const HEADINGS: [&str; 16] = [
    "统一社会信用代码",
    "名称",
    "类型",
    "登记状态",
    "登记机关",
    "管辖单位",
    "行业代码",
    "监管标签",
    "信用风险类别",
    "成立日期",
    "许可证有效期至",
    "上次检查日期",
    "本年度已检查次数",
    "住所",
    "法定代表人/经营者",
    "注册资本(万元)",
];

pub(super) const KEY: usize = 0;
pub(super) const NAME: usize = 1;
pub(super) const TYPE: usize = 2;
pub(super) const STATUS: usize = 3;
const AUTHORITY: usize = 4;
const STATION: usize = 5;
pub(super) const INDUSTRY: usize = 6;
const LABELS: usize = 7;
const RISK_CLASS: usize = 8;
pub(super) const ESTABLISHED: usize = 9;
const LICENCE_UNTIL: usize = 10;
const LAST_INSPECTED: usize = 11;
const INSPECTED: usize = 12;
const ADDRESS: usize = 13;
const REPRESENTATIVE: usize = 14;
pub(super) const CAPITAL: usize = 15;

/// Every column.
pub(super) const ALL_COLUMNS: [usize; 16] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];

/// The columns of the sample bureau: without address, representative and capital.
pub(super) const SAMPLE_COLUMNS: [usize; 13] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];

/// One row.
pub(super) type Cells = [String; 16];

/// Form of the number of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Uscc,
    Reg15,
    Reg15Na,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    Individual,
    Enterprise,
    Cooperative,
    RepresentativeOffice,
}

/// Makes rows.
pub(super) struct Maker {
    /// Where the row's random words come from; after [`Maker::row`] the row's unused ones.
    pub words: Words,
    /// The registry's numbers.
    pub codes: Codes,
}

impl Maker {
    /// The registry of one seed.
    pub fn new(seed: u64) -> Self {
        Self { words: Words::new(seed, Table::Subjects), codes: Codes::new(seed) }
    }

    /// Row `i`'s number alone.
    pub fn key(&mut self, i: u64) -> String {
        let mut key = String::new();
        self.begin(i, &mut key);
        key
    }

    /// Row `i`, in place of what `cells` held.
    pub fn row(&mut self, i: u64, cells: &mut Cells) -> Form {
        cells.iter_mut().for_each(String::clear);
        let (sort, form) = self.begin(i, &mut cells[KEY]);
        let w = &mut self.words;
        let station = w.weighted(&STATIONS, STATIONS_TOTAL, |s| s.weight);
        let trade = w.weighted(&TRADES, 1000, |t| match sort {
            Sort::Individual => t.individual,
            Sort::Enterprise | Sort::RepresentativeOffice => t.enterprise,
            Sort::Cooperative => t.cooperative,
        });
        let kind = match sort {
            Sort::Individual => *w.pick(&INDIVIDUAL_TYPES),
            Sort::Enterprise => w.weighted(&ENTERPRISE_TYPES, 1000, |t| t.1).0,
            Sort::Cooperative => "农民专业合作社",
            Sort::RepresentativeOffice => "外国企业常驻代表机构",
        };
        name(w, sort, kind, station, trade, &mut cells[NAME]);
        cells[TYPE].push_str(kind);
        cells[STATUS].push_str(w.weighted(&STATUSES, 10_000, |s| s.1).0);
        cells[AUTHORITY].push_str(BUREAU);
        cells[STATION].push_str(station.name);
        cells[INDUSTRY].push_str(trade.industry);
        let labelled = w.chance(trade.labelled);
        if labelled {
            cells[LABELS].push_str(trade.labels);
        }
        if sort == Sort::Enterprise && !w.chance(20) {
            cells[RISK_CLASS].push_str(w.weighted(&RISK, 100, |r| r.1).0);
        }
        dates(w, form, labelled && licensed(trade), cells);
        write(&mut cells[ADDRESS], format_args!("示例县{}示例路{}号", station.town, 1 + w.below(400)));
        if sort == Sort::Individual {
            cells[REPRESENTATIVE].push_str("经营者");
        } else if sort == Sort::Enterprise {
            let capital: &&str = w.pick(&CAPITALS);
            cells[CAPITAL].push_str(capital);
        }
        form
    }

    /// The first words of a row: what it is, and its number.
    fn begin(&mut self, i: u64, key: &mut String) -> (Sort, Form) {
        let w = &mut self.words;
        w.row(i);
        let (sort, class, first_digit, old) = match w.below(1000) {
            0..664 => (Sort::Individual, "92", '9', 8),
            664..977 => (Sort::Enterprise, "91", '3', 8),
            977..999 => (Sort::Cooperative, "93", '3', 60),
            _ => (Sort::RepresentativeOffice, "91", '3', 0),
        };
        let form = match (w.chance(old), w.chance(500)) {
            (true, true) if sort == Sort::Cooperative && i < 1_000_000 => Form::Reg15Na,
            (true, _) if i < MOST_OLD => Form::Reg15,
            _ => Form::Uscc,
        };
        let region = w.weighted(&CODE_REGIONS, 10_000, |r| r.1).0;
        match form {
            Form::Uscc => self.codes.uscc(i, class, region, key),
            Form::Reg15 => self.codes.reg15(i, first_digit, REGION, key),
            Form::Reg15Na => self.codes.reg15_na(i, REGION, key),
        }
        (sort, form)
    }
}

const INDIVIDUAL_TYPES: [&str; 20] = {
    let mut types = ["个体工商户"; 20];
    types[0] = "个体户";
    types
};

const CAPITALS: [&str; 10] = ["3", "10", "30", "50", "100", "100", "200", "500", "1000", "2000"];

fn name(w: &mut Words, sort: Sort, kind: &str, station: &Station, trade: &Trade, into: &mut String) {
    let (first, second, word) = (w.pick(&BRAND), w.pick(&BRAND), trade.word);
    let style = w.below(100);
    let town = if style < 12 { station.town } else { "" };
    match sort {
        Sort::Individual => {
            write(into, format_args!("示例县{town}{first}{second}{word}{}", trade.shop));
        }
        Sort::Cooperative => write(into, format_args!("示例县{town}{first}{second}{word}专业合作社")),
        Sort::RepresentativeOffice => {
            write(into, format_args!("{first}{second}{word}株式会社示例县代表处"));
        }
        Sort::Enterprise => {
            match style {
                0..6 => write(into, format_args!("{first}{second}（示例县）{word}")),
                6..10 => write(into, format_args!("{first}{second}(示例县){word}")),
                _ => write(into, format_args!("示例县{first}{second}{word}")),
            }
            into.push_str(match kind {
                _ if kind.starts_with("有限责任公司分公司") => "有限公司示例分公司",
                "股份有限公司分公司" => "股份有限公司示例分公司",
                _ if kind.starts_with("股份") => "股份有限公司",
                "个人独资企业" => "经营部",
                "普通合伙企业" => "中心（普通合伙）",
                "集体所有制" | "全民所有制" => "总厂",
                _ => "有限公司",
            });
        }
    }
}

fn licensed(trade: &Trade) -> bool {
    ["食品", "药品", "医疗器械"].iter().any(|l| trade.labels.starts_with(l))
}

fn dates(w: &mut Words, form: Form, licensed: bool, cells: &mut Cells) {
    let (year, month, day) = AS_OF;
    let day_of = |y, m, d| Date::new(y, m, d).expect("a day of the calendar").days();
    let today = day_of(year, month, day);
    let between = |w: &mut Words, from: i64, to: i64| {
        let span = u32::try_from(to - from + 1).expect("less than a century");
        Date::from_days(from + i64::from(w.below(span))).expect("near today")
    };
    let (from, to) = match w.below(100) {
        _ if form != Form::Uscc => (day_of(1992, 1, 1), day_of(2014, 12, 31)),
        0..38 => (day_of(2020, 1, 1), today),
        38..82 => (day_of(2013, 1, 1), day_of(2019, 12, 31)),
        _ => (day_of(1992, 1, 1), day_of(2012, 12, 31)),
    };
    write(&mut cells[ESTABLISHED], format_args!("{}", between(w, from, to)));
    if licensed {
        match w.below(100) {
            0..3 => write(&mut cells[LICENCE_UNTIL], format_args!("{}", Date::FOREVER)),
            3..7 => {
                let expired = between(w, day_of(2021, 1, 1), today - 1);
                write(&mut cells[LICENCE_UNTIL], format_args!("{expired}"));
            }
            _ => {
                let end = between(w, today + 1, day_of(2028, 8, 30));
                write(&mut cells[LICENCE_UNTIL], format_args!("{end}"));
            }
        }
    }
    let inspected = match w.below(1000) {
        0..55 => 0,
        55..85 => 1,
        85..90 => 2,
        90 => 3,
        _ => {
            cells[INSPECTED].push('0');
            return;
        }
    };
    let (from, to) = match inspected {
        0 => (day_of(year - 2, 1, 1), day_of(year - 1, 12, 31)),
        _ => (day_of(year, 1, 10), today - 4),
    };
    write(&mut cells[LAST_INSPECTED], format_args!("{}", between(w, from, to)));
    write(&mut cells[INSPECTED], format_args!("{inspected}"));
}

fn write(into: &mut String, text: std::fmt::Arguments) {
    into.write_fmt(text).expect("writing to a string cannot fail");
}
