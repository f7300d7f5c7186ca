//! Files of a report from hand-made tables: what is cut, continued and numbered, and CSV to the byte.

use super::pages::{Picture, document};
use super::*;
use crate::publish::document::{Block, docx, html};
use crate::report::narrative::Part;
use crate::report::table::{Column, Domain, Value};

fn day(text: &str) -> Date {
    Date::parse(text).unwrap()
}

/// A table of so many regions and `wide` counts, of which the last is zero everywhere.
fn regions(rows: usize, wide: usize, name: &str) -> (Table, Names) {
    const COUNTS: [&str; 20] = [
        "c0", "c1", "c2", "c3", "c4", "c5", "c6", "c7", "c8", "c9", "c10", "c11", "c12", "c13", "c14", "c15",
        "c16", "c17", "c18", "c19",
    ];
    let mut names = Names::default();
    names.add(Domain::Region, "r0000", Twin::new(name, name));
    let mut columns = vec![Column::key("region", "地区", "region", Domain::Region)];
    columns.extend(
        COUNTS[..wide]
            .iter()
            .map(|name| Column::subjects(name, "无法联系的户次数", "subjects that could not be reached")),
    );
    columns.push(Column::rate("rate", "率", "rate", "c0", "c1"));
    let row = |at: usize| {
        let mut row = vec![Value::Code(format!("r{at:04}"))];
        row.extend(
            (0..wide)
                .map(|column| Value::Number(if column + 1 == wide { 0 } else { (at * (column + 1)) as i64 })),
        );
        row.push(Value::None);
        row
    };
    let table = Table {
        id: "by-region",
        title: Twin::new("按地区", "By region"),
        note: Twin::new("说明。", "What it is."),
        public: true,
        columns,
        rows: (0..rows).map(row).collect(),
        total: None,
        words: Vec::new(),
    };
    (table, names)
}

fn content<'a>(tables: &'a [Table], names: &'a Names, lang: Lang) -> Content<'a> {
    Content {
        lang,
        title: Twin::new("月报", "Monthly report"),
        subtitle: Twin::new("", ""),
        body: "示例局",
        days: (day("2023-10-01"), day("2023-10-31")),
        as_of: day("2023-10-31"),
        public: true,
        tables,
        names,
        source: (Twin::new("摘要", "digest"), "ab".repeat(32)),
    }
}

fn placed(table: Table, names: &Names) -> (String, Vec<Block>) {
    let tables = [table];
    let parts = [
        Part::Say(Twin::new("见⟦by-region⟧。", "See ⟦by-region⟧.")),
        Part::Table("by-region"),
        Part::Table("none"),
    ];
    let document = document(&content(&tables, names, Lang::Zh), &parts, &[]);
    (html::page(&document), document.blocks)
}

#[test]
fn a_long_table_is_cut_and_says_where_it_is_whole() {
    let (table, names) = regions(3000, 3, "某地");
    let csv = csv::file(&table, &names, Lang::Zh);
    let (page, blocks) = placed(table, &names);
    assert!(page.contains("见表1。") && page.contains("<caption>表1　按地区</caption>"));
    assert!(page.contains("全表<span class=\"held\">3000行</span>") && page.contains("tables/by-region.csv"));
    let rows: Vec<usize> = blocks
        .iter()
        .filter_map(|block| match block {
            Block::Table(table) => Some(table.rows.len()),
            _ => None,
        })
        .collect();
    assert_eq!(rows, [40, 1], "the rows with the most, and the list of all tables");
    assert!(page.contains("r2999") && !page.contains("r0001"), "the largest stay");
    assert_eq!(String::from_utf8(csv).unwrap().lines().count(), 3001);
}

#[test]
fn a_wide_table_goes_on_below_without_its_zeros() {
    let (table, names) = regions(3, 20, &"长".repeat(100));
    let (page, blocks) = placed(table.clone(), &names);
    assert!(page.contains("表1　按地区（续）") && page.contains("各行均为零的列从略"));
    assert!(page.contains(&"长".repeat(100)), "a name of 100 characters stands whole");
    let tables: Vec<_> = blocks
        .iter()
        .filter_map(|block| match block {
            Block::Table(table) if table.caption.is_some() => Some(table),
            _ => None,
        })
        .collect();
    let counts: usize = tables.iter().map(|table| table.columns.len() - 1).sum();
    assert_eq!(counts, 20, "19 counts and the rate; the zeros are left out");
    let book = workbook::file(&content(&[table], &names, Lang::Zh)).unwrap();
    assert!(book.len() > 5000 && book.starts_with(b"PK"));
}

#[test]
fn codes_stand_for_headings_that_are_too_wide_and_are_explained() {
    let (mut table, names) = regions(3, 18, "某地");
    for (column, code) in table.columns[4..13].iter_mut().zip(1..) {
        let (zh, en) = (format!("R{code} 结果的名称（经营场所）很长"), format!("R{code} a long (long) name"));
        *column = Column::subjects(column.name, &zh, &en);
    }
    table.rows.iter_mut().for_each(|row| row[12] = Value::Number(0));
    let (page, blocks) = placed(table.clone(), &names);
    let headings: Vec<Vec<&str>> = blocks
        .iter()
        .filter_map(|block| match block {
            Block::Table(table) if table.caption.is_some() => {
                Some(table.columns.iter().map(|(heading, _)| heading.as_str()).collect())
            }
            _ => None,
        })
        .collect();
    let codes = ["地区", "R1", "R2", "R3", "R4", "R5", "R6", "R7", "R8"];
    assert_eq!(headings.last().unwrap(), &codes, "all together, but for R9, which is zero everywhere");
    assert!(headings[0].iter().all(|heading| !heading.starts_with('R')), "{headings:?}");
    assert!(headings[0][1] == "无法联系的户次数" && page.contains("未注单位的列以户计。"), "{headings:?}");
    assert!(page.contains("R1 结果的名称（经营场所）很长；R2 结果的名称（经营场所）很长；"), "{page}");
    assert!(!page.contains("R9 "), "what is not shown is not explained");
    // Where there is room, headings stay.
    table.columns.truncate(6);
    table.rows.iter_mut().for_each(|row| row.truncate(6));
    assert!(placed(table, &names).0.contains("<th>R1 结果的名称（经营场所）很长\n（户）</th>"));
}

#[test]
fn results_begin_with_nothing_found_and_end_with_those_gone() {
    let (mut table, names) = regions(0, 2, "某地");
    table.columns[0] = Column::key("code", "检查结果", "result", Domain::Result);
    let row =
        |code: &str| vec![Value::Code(code.into()), Value::Number(12_345), Value::Number(1), Value::None];
    table.rows = ["G1", "R1", "R2"].map(row).to_vec();
    let (page, _) = placed(table, &names);
    let at = |code: &str| page.find(&format!("<td>{code}")).unwrap_or_else(|| panic!("{code}: {page}"));
    assert!(at("R1") < at("R2") && at("R2") < at("G1"));
    assert!(page.contains(">12,345<"), "thousands stand apart");
}

#[test]
fn codes_and_names_stand_apart_and_nothing_is_a_formula() {
    let (mut table, mut names) = regions(2, 2, "=某地");
    names.add(Domain::Region, "r0001", Twin::new("另\"一\"地,", "another"));
    table.rows[1][1] = Value::Number(7);
    table.rows[1][2] = Value::Number(3);
    table.columns[3] = Column::rate("rate", "率", "rate", "c1", "c0");
    table.total = Some(vec![Value::None, Value::Number(7), Value::Number(3), Value::None]);
    let text = String::from_utf8(csv::file(&table, &names, Lang::Zh)).unwrap();
    assert_eq!(
        text,
        "\u{feff}地区代码,地区,无法联系的户次数（户）,无法联系的户次数（户）,率（%）\r\n\
         r0000,'=某地,0,0,\r\n\
         r0001,\"另\"\"一\"\"地,\",7,3,42.9\r\n\
         ,合计,7,3,42.9\r\n"
    );
}

#[test]
fn figures_stand_behind_their_tables_with_ids_of_their_own() {
    let (table, names) = regions(2, 2, "某地");
    let tables = [table];
    let svg = "<?xml version=\"1.0\"?>\n<svg role=\"img\" aria-labelledby=\"title desc\" id=\"x\">\n<title id=\"title\">a id=\"title\"</title>\n<desc id=\"desc\"></desc></svg>\n";
    let picture = |id: &str, png: Option<Vec<u8>>| Picture {
        id: id.into(),
        svg: svg.into(),
        png,
        title: format!("图的标题 {id}"),
        alt: "说明".into(),
    };
    let pictures =
        [picture("by-region", None), picture("by-region.more", Some(vec![0; 40])), picture("other", None)];
    let document = document(&content(&tables, &names, Lang::Zh), &[Part::Table("by-region")], &pictures);
    let page = html::page(&document);
    for wanted in [
        "图1　图的标题 by-region<",
        "图2　图的标题 by-region.more<",
        "附图",
        "图3　图的标题 other<",
        "id=\"f1-title\">a id=\"title\"<",
        "aria-labelledby=\"f3-title f3-desc\"",
    ] {
        assert!(page.contains(wanted), "{wanted}");
    }
    assert!(!page.contains("<?xml") && !page.contains(" id=\"title\">"));
    let docx = docx::file(&document);
    let text = String::from_utf8_lossy(&docx);
    assert!(
        text.contains("本图见figures/by-region.svg")
            && text.contains("r:embed=\"rIdImage1\"")
            && !text.contains("rIdImage2")
    );
}
