//! Sentences from hand-made tables, and an independent look at every number in them.

use super::*;
use crate::core::lang::Lang;
use crate::report::names::Names;
use crate::report::table::{Column, Domain, Holds, Table, Value};
use crate::report::tables::Scope;
use crate::report::tables::tests::day;
use std::collections::BTreeSet;

/// A table with one key; a rate is written `name=part/whole`, a change `±name`, a day `@name`.
fn table(id: &'static str, domain: Domain, columns: &[&'static str], rows: &[(&str, &[i64])]) -> Table {
    let counted = |name: &&'static str| match name.split_once('=') {
        None => Column::subjects(name, name, name),
        Some((name, of)) => {
            let (part, whole) = of.split_once('/').unwrap();
            Column::rate(name, name, name, part, whole)
        }
    };
    let width = columns.len() + 1;
    let row = |(key, numbers): &(&str, &[i64])| {
        let mut row = vec![Value::Code((*key).to_owned())];
        row.extend(numbers.iter().map(|n| Value::Number(*n)));
        row.resize(width, Value::None);
        row
    };
    let rows: Vec<Vec<Value>> = rows.iter().map(row).collect();
    let sum = |at: usize| {
        let numbers = rows.iter().map(|row| if let Value::Number(n) = row[at] { Some(n) } else { None });
        numbers.sum::<Option<i64>>().map_or(Value::None, Value::Number)
    };
    let total = (!rows.is_empty())
        .then(|| (0..width).map(|at| if at == 0 { Value::None } else { sum(at) }).collect());
    Table {
        id,
        title: Twin::new(id, id),
        note: Twin::new("注", "note"),
        public: true,
        columns: [Column::key("key", "键", "key", domain)]
            .into_iter()
            .chain(columns.iter().map(counted))
            .collect(),
        rows,
        total,
        words: Vec::new(),
    }
}

const SEEN: [&str; 9] = [
    "due",
    "published",
    "finished",
    "gone",
    "absent",
    "problems",
    "completion=published/due",
    "finish_rate=finished/published",
    "problem_rate=problems/published",
];

/// A month with something of everything.
fn month() -> Vec<Table> {
    let mut tables = vec![
        table("plans-by-region", Domain::Region, &["plans"], &[("320381", &[2])]),
        table(
            "tasks-by-department",
            Domain::Department,
            &[
                "tasks",
                "annual",
                "temporary",
                "own",
                "joint",
                "waiting",
                "running",
                "done",
                "completion=done/tasks",
            ],
            &[("甲股", &[5, 4, 1, 3, 2, 1, 1, 3]), ("乙股", &[3, 3, 0, 3, 0, 0, 0, 3])],
        ),
        table(
            "inspections-by-department",
            Domain::Department,
            &SEEN,
            &[("甲股", &[60, 57, 50, 2, 1, 9]), ("乙股", &[40, 40, 40, 0, 0, 4])],
        ),
        table("inspections-by-region", Domain::Region, &SEEN, &[("320381", &[100, 97, 90, 2, 1, 13])]),
        table(
            "result-sheet-by-department",
            Domain::Department,
            &["due", "waiting", "entering", "published", "completion=published/due"],
            &[("甲股", &[60, 1, 2, 57]), ("乙股", &[40, 0, 0, 40])],
        ),
        table(
            "results",
            Domain::Result,
            &["results", "problems", "problem_rate=problems/results"],
            &[("R1", &[150, 0]), ("R5", &[16, 16])],
        ),
        table(
            "disposals",
            Domain::Disposal,
            &["results", "finished", "finish_rate=finished/results"],
            &[("D1", &[150, 150]), ("D3", &[16, 7])],
        ),
        table(
            "results-by-matter",
            Domain::Matter,
            &["results", "problems"],
            &[("A", &[83, 6]), ("B", &[83, 10])],
        ),
        table(
            "timeliness",
            Domain::Clock,
            &["undated", "unknown", "due", "on_time", "late", "overdue", "on_time_rate=on_time/due"],
            &[
                ("INS-PUB", &[0, 0, 97, 95, 2, 3]),
                ("FOLLOW-UP", &[0, 4, 9, 9, 0, 0]),
                ("RECTIFY", &[7, 0, 0, 0, 0, 0]),
            ],
        ),
        table(
            "publication-by-department",
            Domain::Department,
            &["due", "on_time", "late", "undone", "on_time_rate=on_time/due"],
            &[("甲股", &[97, 95, 2, 0]), ("乙股", &[23, 19, 4, 0])],
        ),
        table(
            "coverage-by-task",
            Domain::Task,
            &["scope", "at_cap", "eligible", "drawn", "reserve", "rate=drawn/eligible"],
            &[("t", &[900, 21, 800, 98, 12])],
        ),
        table(
            "coverage",
            Domain::Word,
            &["covered", "all", "coverage=covered/all"],
            &[("matters", &[11, 36]), ("subjects", &[93, 700])],
        ),
        table(
            "libraries",
            Domain::Library,
            &["versions", "age", "rows", "usable", "issues"],
            &[("matters", &[0, 61, 36, 35, 0]), ("subjects", &[1, 32, 30000, 28000, 336])],
        ),
        table(
            "comparison",
            Domain::Word,
            &["now", "previous", "change", "year_before", "year_change"],
            &[
                ("due", &[100, 80, 20, 0, 0]),
                ("published", &[97, 99, -2, 0, 0]),
                ("problems", &[13, 13, 0, 0, 0]),
            ],
        ),
        table(
            "listings",
            Domain::List,
            &["made", "listed", "removed", "open", "subjects_open"],
            &[("abnormal", &[6, 5, 2, 44, 41])],
        ),
        table(
            "joint-share",
            Domain::Word,
            &["own", "joint", "all", "joint_share=joint/all"],
            &[("tasks", &[6, 2, 8]), ("visits", &[72, 28, 100])],
        ),
        table(
            "workload-by-unit",
            Domain::Department,
            &["officers", "assigned", "visited"],
            &[("甲所", &[12, 130, 128])],
        ),
    ];
    let mut open = table(
        "open-clocks",
        Domain::Clock,
        &["open", "overdue", "first"],
        &[("INS-PUB", &[19, 3, 0]), ("REPLACE-RUN", &[1, 0, 0])],
    );
    open.columns[3].holds = Holds::Day;
    open.rows[0][3] = Value::Day(day("2023-11-06"));
    open.rows[1][3] = Value::Day(day("2023-11-02"));
    open.total = None;
    tables.push(open);
    tables
}

fn scope(period: &str, as_of: &str) -> Scope {
    Scope { period: period.parse().unwrap(), as_of: day(as_of) }
}

fn texts(tables: &[Table], scope: Scope, lang: Lang) -> Vec<String> {
    let names = Names::default();
    let told = Told { body: "示例局", scope, since: Some(day("2020-01-02")), tables, names: &names };
    let text = |part| match part {
        Part::Section(text)
        | Part::Part(text)
        | Part::Say(text)
        | Part::Note(text)
        | Part::Blank(text)
        | Part::Draft(text) => Some(text.pick(lang)),
        Part::Table(_) | Part::Figures(_) => None,
    };
    parts(&told, false).into_iter().filter_map(text).collect()
}

fn has(texts: &[String], wanted: &[&str]) {
    for wanted in wanted {
        assert!(texts.iter().any(|text| text.contains(wanted)), "{wanted} in {texts:#?}");
    }
}

#[test]
fn a_month_in_words_counted_by_hand() {
    let zh = texts(&month(), scope("2023-10", "2023-10-31"), Lang::Zh);
    has(
        &zh,
        &[
            "一、基本情况",
            "随机抽查事项清单共36项；检查对象名录库共30000户（其中可抽取28000户）",
            "本年度截至期末已公布抽查计划2项、抽查检查任务8项（⟦tasks-by-department⟧）",
            "待执行1项、执行中1项、已完成6项，任务完成率75.0%",
            "本月锁定名单，应检查100户次；已检查并公示97户次，检查完成率97.0%；发现问题13户次，发现问题率13.4%。",
            "与2023年9月相比（环比）（⟦comparison⟧）：应检查100户次，增加20户次（上月80）；公示97户次，减少2户次（上月99）；发现问题13户次，持平（上月13）。",
            "（一）组织领导",
            "抽中98户次，抽取比例12.3%",
            "公示时限120件中按时114件，按时公示率95.0%",
            "其中发现问题16项次，发现问题率9.6%",
            "发现问题较多的事项依次为：B10项次、A6项次",
            "abnormal列入5条、移出2条、期末在列44条（41户）",
            "1．期末逾期未办的法定时限：“INS-PUB”3件",
            "2．本期到期而逾期办结的：“INS-PUB”2件",
            "3．检查任务尚未全部完成：甲股应检查60户次、已检查57户次（95.0%）",
            "4．事项未全部覆盖：清单36项中本期有公示结果的11项，事项覆盖率30.6%",
            "5．因达到年度检查频次上限被排除21户次",
            "6．名录库更新不及时，最近一版基准日距期末：subjects32天（",
            "7．名录库导入时有提示：“subjects”336行次",
            "8．工作日历未覆盖而不能确定最后一日的时限：“FOLLOW-UP”4件",
            "9．决定中没有写明最后一日的时限：“RECTIFY”7件",
            "3．REPLACE-RUN：在办1件，最早到期2023-11-02",
            "4．INS-PUB：在办19件，最早到期2023-11-06，其中已逾期3件",
        ],
    );
    assert!(!zh.iter().any(|text| text.contains("乙股")), "a department that is through is no problem");
    let en = texts(&month(), scope("2023-10", "2023-10-31"), Lang::En);
    assert_eq!(zh.len(), en.len(), "the same paragraphs in both languages");
    has(
        &en,
        &["Compared with September 2023", "(1) Leadership", "REPLACE-RUN: 1 open, the first by 2023-11-02"],
    );
    let chinese = |text: &&String| text.chars().any(|c| ('\u{4e00}'..'\u{a000}').contains(&c));
    let left: Vec<_> =
        en.iter().filter(chinese).filter(|text| !text.contains('股') && !text.contains('所')).collect();
    assert!(left.is_empty(), "{left:?}");
}

/// Every number as it may be printed from a table: cells, sums, rates and the days in it.
fn printed(tables: &[Table]) -> BTreeSet<String> {
    let mut known = BTreeSet::new();
    for table in tables {
        for row in table.rows.iter().chain(&table.total) {
            for (column, value) in table.columns.iter().zip(row) {
                match (column.holds, value) {
                    (_, Value::Number(n)) => {
                        known.insert(n.abs().to_string());
                    }
                    (_, Value::Day(day)) => {
                        known.extend(day.to_string().split('-').map(|part| part.to_owned()));
                    }
                    (Holds::Rate(part, whole), _) => {
                        // Not by the table's own arithmetic: the nearest tenth of a percent.
                        let of = |name: &str| table.number(row, name).unwrap() as f64;
                        if of(whole) > 0.0 {
                            known.insert(format!("{:.1}", (of(part) / of(whole) * 1000.0).round() / 10.0));
                        }
                    }
                    _ => {}
                }
            }
        }
    }
    known
}

/// The numbers in a text, decimals whole.
fn numbers(text: &str) -> Vec<String> {
    let mut found = vec![String::new()];
    let letters: Vec<char> = text.chars().collect();
    for (at, c) in letters.iter().enumerate() {
        let inside = *c == '.' && letters.get(at + 1).is_some_and(char::is_ascii_digit);
        let last = found.last_mut().unwrap();
        match c.is_ascii_digit() || (inside && !last.is_empty()) {
            true => last.push(*c),
            false if !last.is_empty() => found.push(String::new()),
            false => {}
        }
    }
    found.retain(|number| !number.is_empty());
    found
}

#[test]
fn of_many_departments_a_sentence_names_those_with_the_most_left() {
    let names: Vec<String> = (0..3000).map(|n| format!("第{n}股")).collect();
    let numbers: Vec<[i64; 6]> = (0..3000).map(|n| [5000, 5000 - n, 0, 0, 0, 0]).collect();
    let rows: Vec<(&str, &[i64])> =
        names.iter().zip(&numbers).map(|(name, numbers)| (name.as_str(), &numbers[..])).collect();
    let tables = [table("inspections-by-department", Domain::Department, &SEEN, &rows)];
    let said = |lang: Lang, what: &str| {
        let all = texts(&tables, scope("2023-10", "2023-10-31"), lang);
        all.into_iter().find(|text| text.contains(what)).unwrap()
    };
    let zh = said(Lang::Zh, "尚未全部完成");
    assert!(zh.contains("：第2999股应检查5000户次、已检查2001户次（40.0%）；第2998股"), "{zh}");
    assert!(zh.contains("第2992股") && !zh.contains("第2991股") && zh.contains("等2999个部门"), "{zh}");
    assert!(said(Lang::En, "not complete").contains("and 2991 more departments"));
}

#[test]
fn every_number_of_the_text_stands_in_a_table() {
    let tables = month();
    let known = printed(&tables);
    let mut checked = 0;
    for lang in [Lang::Zh, Lang::En] {
        for text in texts(&tables, scope("2023-10", "2023-10-31"), lang) {
            // Not numbers of the report: codes, numbers of paragraphs and headings, the period before, a rule.
            let mut told = text;
            for code in [
                "R1",
                "R5",
                "D1",
                "D3",
                "2023年9月",
                "September 2023",
                "不足100%",
                "below 100 %",
                "超过31天",
                "more than 31 days",
            ] {
                told = told.replace(code, "");
            }
            let told = told.trim_start_matches(|c: char| c.is_ascii_digit() || "（(".contains(c));
            for number in numbers(told) {
                assert!(known.contains(&number), "{number} in {told}");
                checked += 1;
            }
        }
    }
    assert!(checked > 150, "{checked} numbers");
}

#[test]
fn without_rows_every_section_says_so_and_nothing_is_divided() {
    let mut tables = month();
    for table in &mut tables {
        table.rows.clear();
        table.total = None;
    }
    let zh = texts(&tables, scope("2023", "2023-12-31"), Lang::Zh);
    has(
        &zh,
        &[
            "没有导入的名录库",
            "没有已公布的抽查任务",
            "本年度没有新锁定的检查名单",
            "本期没有应检查的对象",
            "本期没有公示的检查结果",
            "没有发现问题",
            "没有待办的",
            "组织领导、工作机制",
        ],
    );
    for section in ["一、基本情况", "二、主要做法", "三、抽查结果", "四、存在问题", "五、下一步工作"]
    {
        has(&zh, &[section]);
    }
    assert!(!zh.iter().any(|text| text.contains('%') && !text.contains("不足100%")), "{zh:#?}");
    // All zeros is not the same as nothing: still no division.
    let mut zeros = month();
    for value in zeros.iter_mut().flat_map(|table| table.rows.iter_mut().chain(&mut table.total)).flatten() {
        if let Value::Number(n) = value {
            *n = 0;
        }
    }
    let zh = texts(&zeros, scope("2023-10", "2023-10-31"), Lang::Zh);
    has(&zh, &["本月没有新锁定的检查名单", "没有对象因达到", "没有发现问题"]);
    // Without any table there are still five sections.
    let bare = texts(&[], scope("2023-10", "2023-10-31"), Lang::Zh);
    has(&bare, &["一、基本情况", "五、下一步工作", "没有可报告的抽查结果"]);
}

#[test]
fn a_period_that_is_not_over_says_so_in_its_title() {
    let names = Names::default();
    let told =
        |scope: Scope| Told {
            body: "示例局", scope, since: Some(scope.first()), tables: &[], names: &names
        };
    let half = title(&told(scope("2023Q4", "2023-11-05")));
    assert_eq!(half.zh, "示例局2023年第四季度“双随机、一公开”抽查工作季报（截至2023年11月5日）");
    assert_eq!(
        half.en,
        "示例局. Random inspections: quarterly report, the fourth quarter of 2023 (as of 2023-11-05)"
    );
    assert!(subtitle(&told(scope("2023Q4", "2023-11-05"))).zh.contains("不是全期数"));
    let whole = title(&told(scope("2023", "2024-03-01")));
    assert_eq!(whole.zh, "示例局2023年度“双随机、一公开”监管工作总结");
    assert_eq!(subtitle(&told(scope("2023", "2024-03-01"))).zh, "");
    // Half of it, and the archive was begun in it; the archive was begun after it.
    let begun = Told { since: Some(day("2023-10-02")), ..told(scope("2023Q4", "2023-11-05")) };
    assert!(subtitle(&begun).zh.contains("；档案库自2023-10-02起有名录"), "{}", subtitle(&begun).zh);
    let before = Told { since: None, ..told(scope("2023", "2024-03-01")) };
    assert!(
        subtitle(&before).en.starts_with("The archive has no library by the end"),
        "{}",
        subtitle(&before).en
    );
}

/// The parts of a text from tables, with the archive begun on a day.
fn written(tables: &[Table], scope: Scope, since: Option<&str>, public: bool) -> Vec<Part> {
    let names = Names::default();
    let told = Told { body: "示例局", scope, since: since.map(day), tables, names: &names };
    parts(&told, public)
}

fn said(parts: &[Part], lang: Lang) -> Vec<String> {
    let text = |part: &Part| match part {
        Part::Say(text) => Some(text.clone().pick(lang)),
        _ => None,
    };
    parts.iter().filter_map(text).collect()
}

#[test]
fn nothing_is_compared_with_a_time_before_the_archive() {
    let october = || scope("2023-10", "2023-10-31");
    let zh = |since| said(&written(&month(), october(), Some(since), false), Lang::Zh);
    let before = zh("2023-10-01");
    has(&before, &["档案库自2023-10-01起建立，2023年9月无可比数据。"]);
    assert!(!before.iter().any(|text| text.contains("环比") || text.contains("上月")), "{before:#?}");
    has(&zh("2023-09-15"), &["（上月80）", "；档案库自2023-09-15起建立，上月只含该日以后的数据。"]);
    let whole = zh("2023-09-01");
    has(&whole, &["（上月80）"]);
    assert!(!whole.iter().any(|text| text.contains("起建立")), "{whole:#?}");
    let en = said(&written(&month(), october(), Some("2023-10-01"), false), Lang::En);
    has(&en, &["The archive was begun on 2023-10-01: there is nothing of September 2023 to compare with."]);
}

#[test]
fn a_public_text_has_no_places_left_to_fill_in() {
    let of = |public| written(&month(), scope("2023-10", "2023-10-31"), Some("2023-01-01"), public);
    let drafts =
        |parts: &[Part]| parts.iter().filter(|part| matches!(part, Part::Blank(_) | Part::Draft(_))).count();
    assert_eq!((drafts(&of(false)), drafts(&of(true))), (4, 0));
    let headings = |parts: Vec<Part>| -> Vec<String> {
        let heading = |part| match part {
            Part::Section(text) | Part::Part(text) => Some(text.zh),
            _ => None,
        };
        parts.into_iter().filter_map(heading).collect()
    };
    let (inside, public) = (headings(of(false)), headings(of(true)));
    assert!(inside.contains(&"（一）组织领导".to_owned()) && inside.len() == public.len() + 1);
    assert!(public.contains(&"（一）“一单两库”动态管理".to_owned()), "{public:?}");
    assert!(!public.iter().any(|heading| heading.contains("组织领导")), "{public:?}");
    // Nothing was done, so far as is known: the section goes, and the next takes its number.
    let bare = written(&[], scope("2023-10", "2023-10-31"), None, true);
    assert!(headings(bare).contains(&"二、抽查结果".to_owned()));
}

#[test]
fn a_period_without_a_new_list_tells_what_was_done_with_earlier_ones() {
    let mut tables = month();
    let none = |table: &mut Table| {
        let numbers = table.rows.iter_mut().chain(&mut table.total).flatten();
        numbers.for_each(|value| {
            if let Value::Number(n) = value {
                *n = 0;
            }
        });
    };
    tables.iter_mut().filter(|table| table.id.starts_with("inspections-by")).for_each(none);
    tables.retain(|table| table.id != "comparison");
    tables.push(table(
        "comparison",
        Domain::Word,
        &["now", "previous", "change"],
        &[
            ("due", &[0, 500, -500]),
            ("visited", &[12, 480, -468]),
            ("published", &[429, 60, 369]),
            ("finished", &[400, 50, 350]),
            ("problems", &[31, 4, 27]),
        ],
    ));
    let parts = written(&tables, scope("2023-10", "2023-10-31"), Some("2023-01-01"), false);
    has(
        &said(&parts, Lang::Zh),
        &[
            "本月没有新锁定的检查名单；对以前锁定的名单，本期实施检查12户次、公示结果429户次、完结400户次（⟦comparison⟧）。",
            "本期没有新列入名单的对象；对以前锁定的名单，本期实施检查12户次",
        ],
    );
    let en = said(&parts, Lang::En);
    has(&en, &["Nobody was put on a list in the period; of lists locked before it 12 inspections were made"]);
    assert!(!en.iter().any(|text| text.contains("Nobody was to be inspected")), "{en:#?}");
}

#[test]
fn items_with_commas_of_their_own_stand_apart() {
    let mut tables = month();
    tables.retain(|table| table.id != "disposals");
    let rows: [(&str, &[i64]); 2] = [("已规范、已改正，无需“后续”处置", &[150, 150]), ("责令改正", &[16, 7])];
    tables.push(table("disposals", Domain::Disposal, &["results", "finished"], &rows));
    let told = said(&written(&tables, scope("2023-10", "2023-10-31"), None, false), Lang::Zh);
    has(&told, &["后续处置：“已规范、已改正，无需‘后续’处置”150项次；责令改正16项次（⟦disposals⟧）。"]);
    has(&told, &["发现问题较多的事项依次为：B10项次、A6项次"]);
}

#[test]
fn officers_who_stepped_in_are_told_apart_from_those_drawn() {
    let mut tables = month();
    tables.retain(|table| table.id != "workload-by-unit");
    tables.push(table(
        "workload-by-unit",
        Domain::Department,
        &["officers", "assigned", "drawn", "visited"],
        &[("甲所", &[12, 130, 126, 128])],
    ));
    let told = said(&written(&tables, scope("2023-10", "2023-10-31"), None, false), Lang::Zh);
    has(&told, &["随机抽派执法检查人员12名共130人次，其中抽中126人次、其余为换人补入"]);
}
