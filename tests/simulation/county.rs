//! The county of a simulation: its registry as it really is, people, item list, and the files a clerk
//! makes of them. Nobody and nothing in it exists. Not what the bureau knows of it: that is the model.

use super::calendar::written;
use crate::common::random::Dice;
use std::fmt::Write;

/// Stations: the name in registries, and the code.
pub const STATIONS: [(&str, &str); 2] = [("甲所", "s01"), ("乙所", "s02")];
/// States of a subject: the word, and the code of an exclusion.
const STATES: [(&str, Option<&str>); 4] = [
    ("存续", None),
    ("吊销未注销", Some("revoked")),
    ("注销", Some("deregistered")),
    ("迁出", Some("moved-out")),
];

/// One subject as it stands in the registry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    pub id: String,
    pub state: usize,
    pub station: Option<usize>,
    pub visits: u32,
    pub last: Option<i64>,
}

/// One officer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Officer {
    pub card: String,
    pub station: usize,
    pub valid: bool,
    pub until: i64,
}

/// One item of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matter {
    pub code: String,
    pub basis: bool,
    pub effective: i64,
}

/// Everything as it really is.
pub struct County {
    pub subjects: Vec<Subject>,
    pub officers: Vec<Officer>,
    pub recusals: Vec<(String, String)>,
    pub matters: Vec<Matter>,
    /// Visits made: subject and day.
    pub visits: Vec<(String, i64)>,
}

impl County {
    /// A county of so many subjects.
    pub fn new(dice: &mut Dice, subjects: usize, first: i64) -> Self {
        let subject = |number: usize, dice: &mut Dice| Subject {
            id: key(number),
            state: if dice.once_in(12) { 1 + dice.below(3) } else { 0 },
            station: (!dice.once_in(25)).then(|| dice.below(2)),
            visits: 0,
            last: None,
        };
        let officer = |number: usize| Officer {
            card: format!("C{number:02}"),
            station: number % 2,
            valid: number < 8 || number.is_multiple_of(3),
            until: first + 4000,
        };
        let matter = |number: usize| Matter {
            code: format!("A{number:02}"),
            basis: number < 5,
            effective: if number == 4 { first + 500 } else { first - 100 },
        };
        Self {
            subjects: (0..subjects).map(|number| subject(number, dice)).collect(),
            officers: (0..10).map(officer).collect(),
            recusals: Vec::new(),
            matters: (1..6).map(matter).collect(),
            visits: Vec::new(),
        }
    }

    /// What happens in the registry until the next extract: some close, move, or appear.
    pub fn drift(&mut self, change: u32) {
        let mut dice = Dice::new(u64::from(change));
        for _ in 0..dice.below(4) {
            let at = dice.below(self.subjects.len());
            match dice.below(4) {
                0 => self.subjects[at].state = 1 + dice.below(3),
                1 => self.subjects[at].state = 0,
                2 => self.subjects[at].station = Some(dice.below(2)),
                _ => {
                    let id = key(self.subjects.len());
                    self.subjects.push(Subject { id, state: 0, station: Some(0), visits: 0, last: None });
                }
            }
        }
    }

    /// Counts the visits of the year up to the day of the extract.
    pub fn count(&mut self, day: i64) {
        let year = super::calendar::date(day).0;
        for subject in &mut self.subjects {
            let of_year = |on: &&(String, i64)| {
                on.0 == subject.id && on.1 <= day && super::calendar::date(on.1).0 == year
            };
            let mine: Vec<i64> = self.visits.iter().filter(of_year).map(|visit| visit.1).collect();
            subject.visits = mine.len() as u32;
            let before = |visit: &&(String, i64)| visit.0 == subject.id && visit.1 <= day;
            subject.last = self.visits.iter().filter(before).map(|visit| visit.1).max();
        }
    }
}

/// The word of the exclusion of a state.
pub fn excluded(state: usize) -> Option<&'static str> {
    STATES[state].1
}

/// The registry as a file.
pub fn subjects_csv(subjects: &[Subject]) -> String {
    let mut out =
        String::from("统一社会信用代码,名称,类型,登记状态,管辖单位,上次检查日期,本年度已检查次数\n");
    for (number, subject) in subjects.iter().enumerate() {
        let station = subject.station.map_or("", |station| STATIONS[station].0);
        let last = subject.last.map_or(String::new(), written);
        let (id, state, visits) = (&subject.id, STATES[subject.state].0, subject.visits);
        writeln!(out, "{id},示例企业{number},有限责任公司,{state},{station},{last},{visits}").unwrap();
    }
    out
}

/// The library of officers as a file.
pub fn officers_csv(officers: &[Officer]) -> String {
    let mut out = String::from("执法证号,姓名,所在业务部门（机构）,执法证有效期,执法人员状态,是否专家\n");
    for officer in officers {
        let (card, station, until) = (&officer.card, STATIONS[officer.station].0, written(officer.until));
        let valid = if officer.valid { "有效" } else { "无效" };
        writeln!(out, "{card},执法人员{card},{station},{until},{valid},否").unwrap();
    }
    out
}

/// Recusals as a file.
pub fn recusals_csv(recusals: &[(String, String)]) -> String {
    let mut out = String::from("执法证号,统一社会信用代码,回避原因\n");
    recusals.iter().for_each(|(card, id)| writeln!(out, "{card},{id},本人申报").unwrap());
    out
}

/// The item list as a file.
pub fn matters_csv(matters: &[Matter]) -> String {
    let mut out = String::from(
        "编号,抽查类别,抽查事项,检查对象,事项类别,检查方式,检查主体,检查依据,清单版本,生效日期\n",
    );
    for Matter { code, basis, effective } in matters {
        let basis = if *basis { "市场主体登记管理条例第三十八条" } else { "" };
        let day = written(*effective);
        writeln!(out, "{code},登记,事项{code},企业,一般检查事项,实地检查,市场监管部门,{basis},2022-1,{day}")
            .unwrap();
    }
    out
}

/// A well-formed credit code (GB 32100) that nobody bears, by number.
pub fn key(number: usize) -> String {
    const ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    let digits = format!("MA0{number:05}");
    let value = |c: char| i64::from(c.to_digit(36).unwrap());
    let sum: i64 = digits.chars().map(value).zip([3, 7, 9, 10, 5, 8, 4, 2]).map(|(v, w)| v * w).sum();
    let own = match 11 - sum % 11 {
        10 => 'X',
        11 => '0',
        n => char::from_digit(n as u32, 10).unwrap(),
    };
    let body = format!("91320381{digits}{own}");
    let place = |c: char| ALPHABET.find(c).unwrap();
    let weighed = body.chars().map(place).scan(1, |weight, place| {
        let product = *weight * place;
        *weight = *weight * 3 % 31;
        Some(product)
    });
    let check = (31 - weighed.sum::<usize>() % 31) % 31;
    format!("{body}{}", &ALPHABET[check..=check])
}

/// The numbers of a round of three lotteries, made from a number.
pub fn lottery(round: &str, number: u64) -> String {
    let mut dice = Dice::new(number ^ 0x10_77e5);
    let mut group = |count: usize, high: usize, not: &[usize]| {
        let mut numbers: Vec<usize> = Vec::new();
        while numbers.len() < count {
            let n = 1 + dice.below(high);
            if !numbers.contains(&n) && !not.contains(&n) {
                numbers.push(n);
            }
        }
        numbers.sort_unstable();
        numbers
    };
    let mut groups =
        vec![group(6, 33, &[]), group(1, 16, &[]), group(5, 35, &[]), group(2, 12, &[]), group(7, 30, &[])];
    groups.push(group(1, 30, &groups[4].clone()));
    let text = |group: &Vec<usize>| group.iter().map(ToString::to_string).collect::<Vec<_>>().join(".");
    let value = groups.iter().map(text).collect::<Vec<_>>().join("/");
    format!("suicha-pulse/1\nbeacon cn-lottery\nround {round}\nvalue {value}\n")
}
