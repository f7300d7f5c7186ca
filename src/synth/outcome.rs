//! Synthetic outcomes: workbooks as inspectors hand them in after the visits of a draw. Shares of the
//! results are near those of published batches (四川 2015: R1 85 %, R4 7 %, R3 4 %, gone 0.8 %; food and
//! measuring instruments have more orders to correct). Every subject has a stream of its own, so what is
//! found at one does not depend on the others. Not here: what an outcome may say (`core::outcome`).

use super::words::{Table, Words};
use crate::core::outcome::HEADINGS;
use crate::core::time::Date;

/// What kind of visit it is: what is found differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mix {
    /// Registration and published information.
    Registration,
    /// Food.
    Food,
    /// Goods and measuring instruments.
    Goods,
}

/// One visit to be made.
#[derive(Clone, Debug)]
pub struct Visit {
    /// 抽查任务编号
    pub task: String,
    /// The draw.
    pub draw: String,
    /// Registry key and name.
    pub subject: (String, String),
    /// Codes and titles of the matters.
    pub matters: Vec<(String, String)>,
    /// Card numbers of the team.
    pub team: Vec<String>,
    /// What is found.
    pub mix: Mix,
}

/// A row of the workbook, under [`HEADINGS`].
pub type Row = [String; HEADINGS.len()];

/// What stands for the whole subject.
enum Fate {
    There,
    Gone(&'static str),
    Unreachable,
}

/// The rows of some visits, ordered by subject and spread evenly over the days; several visits of a subject
/// are one. The same seed and visits give the same rows.
pub fn rows(visits: &[Visit], days: &[Date], seed: u64) -> Vec<Row> {
    let mut words = Words::new(seed, Table::Outcomes);
    let mut rows = Vec::new();
    let parties: Vec<&[Visit]> = visits.chunk_by(|a, b| a.subject == b.subject).collect();
    for (at, party) in parties.iter().enumerate() {
        words.row(at as u64);
        let day = days[at * days.len() / parties.len()];
        let fate = fate(&mut words, party[0].mix);
        for visit in *party {
            rows.extend(visit.matters.iter().map(|matter| row(visit, matter, day, &fate, &mut words)));
        }
    }
    rows
}

/// The same as a file.
pub fn csv(rows: &[Row]) -> String {
    let cell = |cell: &String| match cell.contains([',', '"', '\n']) {
        true => format!("\"{}\"", cell.replace('"', "\"\"")),
        false => cell.clone(),
    };
    let line = |row: &Row| row.iter().map(cell).collect::<Vec<_>>().join(",") + "\n";
    let body: String = rows.iter().map(line).collect();
    format!("{}\n{body}", HEADINGS.join(","))
}

fn fate(words: &mut Words, mix: Mix) -> Fate {
    let unreachable = if mix == Mix::Registration { 50 } else { 15 };
    match words.below(1000) {
        n if n < 6 => Fate::Gone("注销"),
        n if n < 9 => Fate::Gone("迁出"),
        n if n < 9 + unreachable => Fate::Unreachable,
        _ => Fate::There,
    }
}

fn row(visit: &Visit, (code, title): &(String, String), day: Date, fate: &Fate, words: &mut Words) -> Row {
    let mut row = Row::default();
    row[0].clone_from(&visit.task);
    row[1].clone_from(&visit.draw);
    (row[2], row[3]) = visit.subject.clone();
    (row[4], row[5]) = (code.clone(), title.clone());
    row[6] = day.to_string();
    row[7] = visit.team.join("、");
    let mut fill = |method: &str, result: &str, finding: &str, disposal: &str| {
        for (column, cell) in [(8, method), (9, result), (10, finding), (11, disposal)] {
            row[column] = cell.into();
        }
    };
    match fate {
        Fate::Gone(how) => fill("书面检查", how, "", ""),
        Fate::Unreachable => fill("实地检查", "R4", "登记的住所无人办公，电话无人接听", "D2"),
        Fate::There => {
            let (result, finding, disposal) = found(visit.mix, code, words);
            fill("实地检查", result, finding, disposal);
            if disposal == "D3" {
                row[15] = Date::from_days(day.days() + 35).map(|due| due.to_string()).unwrap_or_default();
            }
        }
    }
    row
}

/// What is found on one matter of a subject that is there.
fn found(mix: Mix, code: &str, words: &mut Words) -> (&'static str, &'static str, &'static str) {
    let published = matches!(code, "A06" | "A07");
    let n = words.below(1000);
    match mix {
        Mix::Registration if published => match n {
            0..35 => ("R2", "股东出资信息未按规定公示", "D3"),
            35..50 => ("R3", "公示的从业人数与台账不符", "D2"),
            _ => ("R1", "", "D1"),
        },
        Mix::Registration => match n {
            0..30 => ("R5", "营业执照未置于醒目位置，当场改正", "D1"),
            30..55 => ("R5", "经营场所与登记不一致，责令限期变更登记", "D3"),
            55..60 => ("R9", "涉嫌超出经营范围从事须经批准的项目", "D4"),
            60..75 => ("R7", "", "D1"),
            _ => ("R1", "", "D1"),
        },
        Mix::Food => match n {
            0..70 => ("R5", "进货查验记录不完整，责令限期改正", "D3"),
            70..110 => ("R5", "从业人员健康证明过期，责令限期改正", "D3"),
            110..135 => ("R5", "散装食品未标示保质期，当场改正", "D1"),
            135..150 => ("R9", "货架上有超过保质期的食品，已固定证据", "D4"),
            150..160 => ("R6", "拒绝打开冷库，经告知后仍不配合", "D4"),
            160..175 => ("R8", "", "D2"),
            _ => ("R1", "", "D1"),
        },
        Mix::Goods => match n {
            0..120 => ("R5", "在用计量器具超过检定有效期，责令改正", "D3"),
            120..150 => ("R9", "计量器具铅封破损，已登记保存", "D4"),
            _ => ("R1", "", "D1"),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn visits(mix: Mix, n: usize) -> Vec<Visit> {
        let visit = |i: usize| Visit {
            task: "t".into(),
            draw: "d".into(),
            subject: (format!("S{i}"), "名称, 有逗号".into()),
            matters: vec![("A01".into(), "事项".into()), ("A06".into(), "事项".into())],
            team: vec!["C1".into(), "C2".into()],
            mix,
        };
        (0..n).map(visit).collect()
    }

    #[test]
    fn shares_are_near_those_of_published_batches() {
        let days = [Date::new(2023, 9, 18).unwrap(), Date::new(2023, 9, 19).unwrap()];
        let rows = rows(&visits(Mix::Registration, 5000), &days, 1);
        let share = |result: &str| rows.iter().filter(|row| row[9] == result).count() * 1000 / rows.len();
        assert!((850..910).contains(&share("R1")), "{}", share("R1"));
        assert!((40..60).contains(&share("R4")), "{}", share("R4"));
        assert!((5..15).contains(&(share("注销") + share("迁出"))));
        assert_eq!(rows.iter().filter(|row| row[6] == "2023-09-18").count(), 5000);
        let gone = |row: &&Row| row[9] == "注销";
        let ids: std::collections::BTreeSet<&str> =
            rows.iter().filter(gone).map(|row| row[2].as_str()).collect();
        assert!(rows.iter().all(|row| ids.contains(row[2].as_str()) == gone(&row)), "gone for every matter");
    }

    #[test]
    fn a_subjects_rows_do_not_depend_on_the_others_and_commas_are_quoted() {
        let days = [Date::new(2023, 9, 18).unwrap()];
        let (few, many) = (rows(&visits(Mix::Food, 3), &days, 7), rows(&visits(Mix::Food, 30), &days, 7));
        assert_eq!(few[..], many[..6]);
        assert!(csv(&few).lines().nth(1).unwrap().contains("\"名称, 有逗号\""));
    }
}
