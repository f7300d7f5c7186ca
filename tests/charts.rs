//! Figures from the tables of a report: every one of a made-up month well set, in both languages, its cells
//! leading back to the table; tables that are empty, huge, all zero, or bear names of a hundred characters.
//! `SUICHA_GALLERY=DIR` writes them all as SVG and PNG, to be looked at.

use crate::figures::well_set;
use std::collections::BTreeSet;
use suicha::core::lang::{Lang, Twin};
use suicha::core::time::Date;
use suicha::report::charts::{ALL, Head, REST, figures, parse, table_of};
use suicha::report::figure::{Body, Figure, Font};
use suicha::report::names::Names;
use suicha::report::table::{Column, Domain, Holds, Table, Value};

type Keys<'a> = &'a [(&'static str, &'static str, &'static str, Domain)];
type Counts<'a> = &'a [(&'static str, &'static str, &'static str)];

fn day(text: &str) -> Date {
    Date::parse(text).unwrap()
}

fn head(lang: Lang) -> Head {
    Head {
        lang,
        bureau: lang.pick("示例市市场监督管理局", "Market Regulation Bureau of Example").into(),
        period: "2023-10".parse().unwrap(),
        as_of: day("2023-11-05"),
        public: false,
        source: lang.pick("本局双随机抽查档案库", "the bureau's archive of random inspections").into(),
    }
}

fn table(id: &'static str, title: (&str, &str), keys: Keys<'_>, counts: Counts<'_>) -> Table {
    let mut columns: Vec<Column> =
        keys.iter().map(|(name, zh, en, domain)| Column::key(name, zh, en, *domain)).collect();
    columns.extend(counts.iter().map(|(name, zh, en)| Column::count(name, zh, en, ("户", "subjects"))));
    let note = Twin::new("按各列标题计数，只计本期。", "Counted as the headings say, in the period.");
    let title = Twin::new(title.0, title.1);
    Table { id, title, note, public: true, columns, rows: Vec::new(), total: None, words: Vec::new() }
}

fn code(text: &str) -> Value {
    Value::Code(text.into())
}

fn row(keys: &[&str], numbers: impl IntoIterator<Item = i64>) -> Vec<Value> {
    keys.iter().map(|key| code(key)).chain(numbers.into_iter().map(Value::Number)).collect()
}

fn totalled(mut table: Table) -> Table {
    let keys = table.columns.iter().filter(|column| matches!(column.holds, Holds::Key(_))).count();
    let n = |value: &Value| if let Value::Number(n) = value { *n } else { 0 };
    let sum = |at: usize| Value::Number(table.rows.iter().map(|row| n(&row[at])).sum());
    let cells = (0..table.columns.len()).map(|at| if at < keys { Value::None } else { sum(at) });
    table.total = Some(cells.collect());
    table
}

const DISTRICTS: [(&str, &str, i64, i64); 9] = [
    ("340102", "瑶海区", 412, 61),
    ("340103", "庐阳区", 398, 40),
    ("340104", "蜀山区", 520, 47),
    ("340111", "包河区", 467, 52),
    ("340121", "长丰县", 201, 33),
    ("340122", "肥东县", 188, 15),
    ("340123", "肥西县", 176, 21),
    ("340124", "庐江县", 35, 9),
    ("340181", "巢湖市", 6, 0),
];

const MATTERS: [(&str, &str); 8] = [
    ("m01", "登记事项检查"),
    ("m02", "公示信息检查"),
    ("m03", "价格行为检查"),
    ("m04", "广告行为检查"),
    ("m05", "食品生产监督检查"),
    ("m06", "特种设备使用单位监督检查"),
    ("m07", "计量监督检查"),
    ("m08", "网络商品和服务监督检查"),
];

fn names() -> Names {
    let mut names = Names::default();
    let mut add = |domain: Domain, known: &[(&str, &str, &str)]| {
        known.iter().for_each(|(code, zh, en)| names.add(domain, *code, Twin::new(*zh, *en)));
    };
    for (region, name, ..) in DISTRICTS {
        add(Domain::Region, &[(region, name, name)]);
    }
    for (matter, name) in MATTERS {
        add(Domain::Matter, &[(matter, name, name)]);
    }
    add(
        Domain::Clock,
        &[
            ("publish-result", "检查结果公示（20个工作日）", "publication of results (20 working days)"),
            ("publish-plan", "年度抽查计划公示", "publication of the plan"),
            ("decide-repair", "信用修复决定", "decision on credit repair"),
            ("answer-complaint", "投诉受理告知（7个工作日）", "answer to a complaint (7 working days)"),
            ("list", "列入经营异常名录决定", "decision to list"),
        ],
    );
    add(
        Domain::Reason,
        &[
            ("recusal", "回避", "recusal"),
            ("ill", "因病不能履职", "ill"),
            ("transferred", "工作调动", "transferred"),
            ("gone", "主体已注销", "subject gone"),
            ("moved", "迁出本辖区", "moved away"),
            ("wrong-list", "名单版本有误", "wrong version of a list"),
        ],
    );
    names
}

fn months(id: &'static str, title: (&str, &str), counts: Counts<'_>, of: fn(i64, usize) -> i64) -> Table {
    let mut all = table(id, title, &[("month", "月份", "month", Domain::Month)], counts);
    all.rows =
        (1..=10).map(|n| row(&[&format!("2023-{n:02}")], (0..counts.len()).map(|at| of(n, at)))).collect();
    all
}

/// One of each table that is drawn.
fn tables() -> Vec<Table> {
    let region = ("region", "地区", "region", Domain::Region);
    let found: [(&str, &str, &str); 6] = [
        ("results", "项次", "results"),
        ("r1", "R1 未发现问题", "R1 no problem"),
        ("r2", "R2 未按规定公示信息", "R2 not published as required"),
        ("r4", "R4 登记的住所无法联系", "R4 not to be found at its address"),
        ("r5", "R5 发现问题已责令改正", "R5 ordered to correct"),
        ("g1", "G1 注销", "G1 deregistered"),
    ];
    let mut by_region = table(
        "inspections-by-region",
        ("检查情况（按地区）", "Inspections"),
        &[region],
        &[("published", "已检查", "inspected"), ("problems", "发现问题", "with a problem")],
    );
    by_region.rows = DISTRICTS.iter().map(|(code, _, seen, bad)| row(&[code], [*seen, *bad])).collect();
    let category = ("category", "抽查类别", "category", Domain::Category);
    let mut results = table("results-by-category", ("检查结果", "Results"), &[category], &found);
    for (at, name) in
        ["登记事项", "公示信息", "价格行为", "广告行为", "食品生产", "特种设备"].iter().enumerate()
    {
        let n = 40 + 97 * at as i64 % 211;
        results.rows.push(row(&[name], [n + 30, n, 11 + at as i64, 4, 12, 3 - at as i64 / 2]));
    }
    let matter = ("matter", "事项", "matter", Domain::Matter);
    let mut heat = table(
        "results-by-region-and-matter",
        ("检查结果", "Results"),
        &[region, matter],
        &[("results", "项次", "results"), ("problems", "发现问题", "with a problem")],
    );
    for (at, (district, ..)) in DISTRICTS.iter().enumerate() {
        for (m, (matter, _)) in MATTERS.iter().enumerate().filter(|(m, _)| (at + m) % 7 != 6) {
            let whole = (13 + at * 31 + m * 17) as i64 % 90;
            heat.rows.push(row(&[district, matter], [whole, whole * ((at * m) as i64 % 9) / 20]));
        }
    }
    let clock = ("code", "时限", "time limit", Domain::Clock);
    let mut clocks = table(
        "timeliness",
        ("法定时限", "Time limits"),
        &[clock],
        &[
            ("due", "本期到期", "due"),
            ("on_time", "按时办结", "on time"),
            ("late", "逾期办结", "late"),
            ("undone", "期末未办", "not done"),
        ],
    );
    for (code, numbers) in [
        ("answer-complaint", [310, 290, 15, 5]),
        ("decide-repair", [42, 40, 2, 0]),
        ("list", [97, 97, 0, 0]),
        ("publish-plan", [0, 0, 0, 0]),
        ("publish-result", [2403, 2390, 9, 4]),
    ] {
        clocks.rows.push(row(&[code], numbers));
    }
    let mut all = vec![completion(), by_region, results, heat, clocks];
    all.push(months(
        "months",
        ("逐月情况", "Months"),
        &[
            ("listed", "应检查", "to be inspected"),
            ("visited", "实施检查", "visited"),
            ("published", "已公示", "public"),
            ("problems", "发现问题", "with a problem"),
            ("finished", "完结", "finished"),
        ],
        |n, at| [120, 110, 100, 14, 9][at] * ((n * 7) % 5 + 1) + n,
    ));
    all.push(months(
        "list-movements",
        ("名录列入、移出与修复", "Entries"),
        &[
            ("in", "列入", "in"),
            ("out", "移出", "out"),
            ("repaired", "其中信用修复", "of these repaired"),
            ("open", "期末在列", "open at the end"),
        ],
        |n, at| [60 + n * n % 37, 40 + n * 5 % 29, 12 + n % 7, 1830 + n * 18][at],
    ));
    all.push(months(
        "repairs",
        ("信用修复", "Repair"),
        &[("applied", "申请", "applied for"), ("granted", "准予", "granted"), ("refused", "不予", "refused")],
        |n, at| [20 + n, 15 + n * 3 % 7, n % 4][at],
    ));
    all.extend(fairness());
    all.into_iter().map(|one| if one.id.starts_with("inspections") { totalled(one) } else { one }).collect()
}

fn completion() -> Table {
    let mut all = table(
        "completion-over-time",
        ("检查进度", "Completion"),
        &[("day", "日期", "day", Domain::Word)],
        &[
            ("listed", "列入名单", "listed"),
            ("visited", "已实施检查", "visited"),
            ("published", "已公示", "public"),
            ("due", "按期限应完成", "due"),
        ],
    );
    let first = day("2023-10-09").days();
    for n in 0..23_i64 {
        let visited = (n * n * 5).min(2100);
        let due = if n < 18 { 0 } else { 640 };
        let mut cells = vec![Value::Day(Date::from_days(first + n).unwrap())];
        cells.extend([2403, visited, (visited - 200).max(0), due].map(Value::Number));
        all.rows.push(cells);
    }
    for (on, due) in [("2023-11-15", 1500), ("2023-11-30", 2403)] {
        all.rows.push(vec![Value::Day(day(on)), Value::None, Value::None, Value::None, Value::Number(due)]);
    }
    all
}

fn words(mut table: Table, words: &[(&'static str, &str, &str)]) -> Table {
    table.words = words.iter().map(|(word, zh, en)| (*word, Twin::new(*zh, *en))).collect();
    table
}

fn fairness() -> Vec<Table> {
    let word = |name, zh, en| (name, zh, en, Domain::Word);
    let mut hits = table(
        "repeat-hits",
        ("重复抽中与从未抽中", "Drawn again"),
        &[word("span", "范围", "span"), word("hits", "已抽中次数", "times drawn")],
        &[
            ("subjects", "户数", "subjects"),
            ("subjects_expected", "期望户数", "expected subjects"),
            ("chances", "本期可抽", "chances"),
            ("drawn", "本期再抽中", "drawn"),
            ("drawn_expected", "期望抽中", "expected"),
        ],
    );
    hits.rows = vec![
        row(&["all", "0"], [62_110, 6_209_820, 64_310, 1940, 193_500]),
        row(&["all", "1"], [11_890, 1_190_410, 11_102, 351, 33_410]),
        row(&["all", "2"], [1290, 128_730, 1204, 33, 3620]),
        row(&["all", "3+"], [104, 10_440, 96, 5, 290]),
        row(&["year", "0"], [70_480, 7_047_300, 71_350, 2150, 214_720]),
        row(&["year", "1"], [4700, 471_200, 5102, 172, 15_350]),
        row(&["year", "2"], [210, 20_850, 258, 7, 780]),
        row(&["year", "3+"], [4, 350, 2, 0, 6]),
    ];
    let hits = words(
        hits,
        &[
            ("year", "本年", "this year"),
            ("all", "历次抽取", "all draws"),
            ("0", "从未抽中", "never"),
            ("1", "1次", "once"),
            ("2", "2次", "twice"),
            ("3+", "3次及以上", "3 times or more"),
        ],
    );
    let mut meetings = table(
        "meetings",
        ("检查人员再次相遇", "Officers who meet again"),
        &[word("what", "再次相遇", "met again"), word("span", "此前范围", "span")],
        &[
            ("chances", "可能的户次", "visits where possible"),
            ("met", "相遇户次", "with a meeting"),
            ("expected", "期望", "expected"),
        ],
    );
    meetings.rows = vec![
        row(&["partner", "all"], [2403, 1410, 104_220]),
        row(&["partner", "year"], [2403, 610, 58_140]),
        row(&["subject", "all"], [460, 41, 3870]),
        row(&["subject", "year"], [172, 13, 1502]),
    ];
    let meetings = words(
        meetings,
        &[
            ("subject", "同一对象", "at the same subject"),
            ("partner", "同一搭档", "the same partner"),
            ("year", "本年", "this year"),
            ("all", "历次抽取", "all draws"),
        ],
    );
    let mut visits = table(
        "visits-made",
        ("实施检查与抽派", "Visits made"),
        &[("task", "抽查任务", "task", Domain::Task)],
        &[
            ("due", "应检查", "to be inspected"),
            ("visited", "已实施检查", "visited"),
            ("drawn_team", "抽中的原组", "by the drawn team"),
            ("changed_team", "换过人的组", "by a changed team"),
            ("unknown_team", "检查组不明", "team not known"),
        ],
    );
    for (at, task) in
        ["登记事项抽查", "广告行为抽查", "特种设备使用单位抽查", "食品生产企业抽查"].iter().enumerate()
    {
        let n = at as i64;
        visits.rows.push(row(&[task], [600 + n, 500 + n * 30, 440 + n * 20, 50 + n * 7, 10 + n * 3]));
    }
    let mut replaced = table(
        "replacements-by-reason",
        ("替换原因", "Replacements by reason"),
        &[word("what", "替换对象", "what"), ("reason", "原因", "reason", Domain::Reason)],
        &[("replacements", "替换", "replaced"), ("filled", "其中递补", "filled")],
    );
    replaced.rows = vec![
        row(&["inspector", "ill"], [9, 9]),
        row(&["inspector", "recusal"], [14, 13]),
        row(&["inspector", "transferred"], [3, 3]),
        row(&["subject", "gone"], [41, 38]),
        row(&["subject", "moved"], [12, 12]),
    ];
    let replaced =
        words(replaced, &[("inspector", "检查人员", "officers"), ("subject", "检查对象", "subjects")]);
    let mut voids = table(
        "voids-by-reason",
        ("作废原因", "Voids by reason"),
        &[("reason", "原因", "reason", Domain::Reason)],
        &[("voids", "作废", "voided")],
    );
    voids.rows = vec![row(&["gone"], [1]), row(&["moved"], [2]), row(&["wrong-list"], [4])];
    let mut classes = table(
        "workload-classes",
        ("工作量分布", "Distribution of the work"),
        &[word("from", "人次自", "from"), word("to", "至", "to")],
        &[("assigned", "按抽派人次", "by places assigned"), ("visited", "按到场人次", "by places visited")],
    );
    for (n, (assigned, visited)) in
        [(0, 6), (2, 9), (11, 17), (31, 30), (40, 33), (22, 18), (9, 5), (3, 1)].into_iter().enumerate()
    {
        let from = 5 * n as i64;
        classes.rows.push([from, from + 4, assigned, visited].map(Value::Number).to_vec());
    }
    vec![hits, meetings, visits, replaced, voids, classes]
}

/// Every cell a figure names.
fn cells(figure: &Figure) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    match &figure.body {
        Body::Bars(bars) => {
            all.extend(bars.panels.iter().flat_map(|panel| &panel.bars).map(|bar| bar.cell.clone()));
        }
        Body::Points(points) => all.extend(points.rows.iter().map(|row| row.cell.clone())),
        Body::Stacks(stacks) => {
            all.extend(stacks.rows.iter().flat_map(|row| &row.parts).map(|(cell, _)| cell.clone()));
        }
        Body::Heat(heat) => all.extend(heat.cells.iter().flatten().map(|rate| rate.cell.clone())),
        Body::Steps(steps) => all.extend(steps.curves.iter().map(|curve| curve.cell.clone())),
        Body::Columns(columns) => {
            let series = columns.panels.iter().flat_map(|panel| panel.series.iter().chain(&panel.line));
            all.extend(series.flat_map(|series| &series.cells).map(|(cell, _)| cell.clone()));
        }
        Body::Strips(strips) => all.extend(strips.iter().map(|strip| strip.cell.clone())),
    }
    all
}

/// A cell of a heat table for which nothing was inspected: there is no row to lead to.
fn nothing_there(figure: &Figure, cell: &str) -> bool {
    let Body::Heat(heat) = &figure.body else { return false };
    heat.cells.iter().flatten().any(|rate| rate.cell == cell && rate.whole == 0)
}

/// A name of a cell leads to a row and a column of its table, or to a sum.
fn leads_back(cell: &str, tables: &[Table]) {
    let (id, keys, column) = parse(cell).unwrap_or_else(|| panic!("{cell}"));
    let table = tables.iter().find(|table| table.id == id).unwrap_or_else(|| panic!("{cell}"));
    assert!(table.place(&column).is_some(), "{cell}");
    let code = |value: &Value| match value {
        Value::Code(code) => code.clone(),
        Value::Number(n) => n.to_string(),
        Value::Day(day) => day.to_string(),
        Value::None => String::new(),
    };
    let summed = keys.is_empty() || keys.iter().any(|key| key == REST || key == ALL);
    let found = table.rows.iter().any(|row| keys.iter().zip(row).all(|(key, cell)| *key == code(cell)));
    assert!(summed || found, "{cell}");
}

#[test]
fn every_figure_is_well_set_in_both_languages_and_leads_back() {
    let tables = tables();
    for lang in [Lang::Zh, Lang::En] {
        let figures = figures(&tables, &names(), &head(lang));
        let made: BTreeSet<&str> = figures.iter().map(|figure| table_of(&figure.id)).collect();
        assert_eq!(made.len(), tables.len(), "{made:?}");
        assert_eq!(figures.len(), tables.len() + 1, "hits are drawn twice");
        for figure in &figures {
            let page = well_set(figure);
            assert!(figure.notes.last().unwrap().contains(lang.pick("2023年11月5日", "2023-11-05")));
            assert!(figure.subtitle.contains(lang.pick("2023年10月；", "2023-10; ")), "{}", figure.subtitle);
            let (named, cells) = (page.ids.iter().filter(|id| id.starts_with("c.")).count(), cells(figure));
            assert_eq!(named, cells.len(), "{}: each cell is in the drawing", figure.id);
            let drilled = cells.iter().filter(|cell| !nothing_there(figure, cell));
            drilled.for_each(|cell| leads_back(cell, &tables));
        }
    }
}

/// The same tables with every number replaced, or every key made long, or rows taken away.
fn changed(change: impl Fn(&mut Table)) -> Vec<Table> {
    let mut all = tables();
    all.iter_mut().for_each(change);
    all
}

fn set(table: &mut Table, number: i64) {
    let keys = table.columns.iter().filter(|column| matches!(column.holds, Holds::Key(_))).count();
    for value in table.rows.iter_mut().chain(&mut table.total).flat_map(|row| row.iter_mut().skip(keys)) {
        if let Value::Number(n) = value {
            *n = number;
        }
    }
}

#[test]
fn tables_at_their_limits_stay_in_the_frame() {
    let make = |tables: &[Table]| figures(tables, &names(), &head(Lang::Zh));
    let empty = changed(|table| table.rows.clear());
    assert!(make(&empty).is_empty());
    // More subjects than there are people.
    for number in [0, 1, 100_000_000_000] {
        make(&changed(|table| set(table, number))).iter().for_each(|figure| drop(well_set(figure)));
    }
    // All zero: nothing to be seen, but for months in which a stock was known to be nothing.
    let zero = make(&changed(|table| set(table, 0)));
    assert!(!zero.iter().any(|figure| figure.id.starts_with("inspections") || figure.id == "timeliness"));
    let single = make(&changed(|table| table.rows.truncate(1)));
    assert!(single.len() >= 7, "{}", single.len());
    // One group alone is not set against others.
    assert!(!single.iter().any(|figure| figure.id.starts_with("inspections")));
    single.iter().for_each(|figure| drop(well_set(figure)));
    let long = "名称很长很长的抽查事项及地区".repeat(8);
    let named = changed(|table| {
        let keys = table.columns.iter().filter(|column| matches!(column.holds, Holds::Key(domain) if !matches!(domain, Domain::Word | Domain::Month))).count();
        for (n, row) in table.rows.iter_mut().enumerate() {
            for value in row.iter_mut().take(keys) {
                if let Value::Code(code) = value {
                    *code = format!("{code}{n}{long}");
                }
            }
        }
    });
    make(&named).iter().for_each(|figure| drop(well_set(figure)));
}

#[test]
fn three_thousand_regions_are_drawn_as_the_largest_and_the_rest() {
    let many = changed(|table| {
        if matches!(table.columns[0].holds, Holds::Key(domain) if !matches!(domain, Domain::Word | Domain::Month))
        {
            let first = table.rows[0].clone();
            table.rows = (0..3000)
                .map(|n| {
                    let mut row = first.clone();
                    row[0] = code(&format!("{n:06}"));
                    row
                })
                .collect();
        }
    });
    let all = figures(&many, &names(), &head(Lang::En));
    for figure in &all {
        let page = well_set(figure);
        assert!(page.height < 3000, "{} is {} high", figure.id, page.height);
        let rest =
            cells(figure).iter().any(|cell| parse(cell).unwrap().1.first().is_some_and(|key| key == REST));
        assert_eq!(
            rest,
            figure.id.starts_with("inspections")
                || figure.id.starts_with("results")
                || ["timeliness", "visits-made", "voids-by-reason"].contains(&figure.id.as_str()),
            "{}",
            figure.id
        );
    }
}

#[test]
fn figures_of_a_report_as_files() {
    let Ok(dir) = std::env::var("SUICHA_GALLERY") else { return };
    let font = Font::find(None).map_err(|e| e.en()).unwrap();
    for (lang, suffix) in [(Lang::Zh, ""), (Lang::En, ".en")] {
        for figure in figures(&tables(), &names(), &head(lang)) {
            let file = format!("{dir}/{}{suffix}", figure.id);
            std::fs::write(format!("{file}.svg"), figure.svg()).unwrap();
            std::fs::write(format!("{file}.png"), figure.png(&font).map_err(|e| e.en()).unwrap()).unwrap();
        }
    }
}

#[test]
fn a_deadline_says_how_many_are_due_and_when() {
    for (lang, said) in [(Lang::Zh, "期限（860户次） 11-15"), (Lang::En, "860 due 11-15")] {
        let figures = figures(&[completion()], &names(), &head(lang));
        let page = well_set(&figures[0]);
        let texts: Vec<&str> = page.texts.iter().map(|text| text.words.as_str()).collect();
        assert!(texts.contains(&said), "{texts:?}");
    }
}
