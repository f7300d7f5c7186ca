//! One roster, three formats, any order: one digest. And out and in again.

use super::*;
use ingest::{Format, Style};
use polars::prelude::*;
use suicha::core::lang::Lang;
use suicha::core::registry::RosterKind;

fn sample() -> String {
    let mut text = String::from(
        "统一社会信用代码/注册号,企业名称,登记状态,市场主体类型,行政区划代码,管辖单位,监管标签,成立日期,有效期至,本年度已检查次数,住所,备注\n",
    );
    for n in 0..500 {
        let status = ["存续", "注销", "歇业", "Q", "吊销"][n % 5];
        let note = ["", "=1+1", "\"引号\"，逗号,", "两\n行", "a\\b"][n % 5].replace('"', "\"\"");
        text.push_str(&format!(
            "{},第{n}公司,{status},1130,330102,城关所,食品、餐饮,2014-0{}-01,长期,{},某路{n}号,\"{note}\"\n",
            code(n),
            n % 9 + 1,
            n % 3
        ));
    }
    text.push_str("（C）460103000699-,外资,存续,5100,330102,,,2014年8月,,0,,\n");
    text
}

/// Writes rows and gives the text of a CSV file.
fn written<T: ingest::Export>(path: &Path, lang: Lang, extra: &[String], rows: &[T]) -> String {
    let codebook = codebook();
    let style = Style { format: Format::of(path).unwrap(), lang, codebook: &codebook };
    ingest::export(&mut std::fs::File::create(path).unwrap(), style, extra, rows.iter()).unwrap();
    std::fs::read_to_string(path).unwrap_or_default()
}

#[test]
fn an_export_speaks_the_words_of_a_registry() {
    let dir = Dir::new();
    let (rows, first) = subjects(&[dir.write("in.csv", sample())], None).unwrap();
    let text = written(&dir.path("s.csv"), Lang::Zh, &ingest::extra_names(rows.iter()), &rows);
    for word in [",存续,", ",吊销，未注销,", ",注销,", ",城关所,", ",餐饮、食品,"] {
        assert!(text.contains(word), "{word}");
    }
    for code in [",chengguan,", ",food、"] {
        assert!(!text.contains(code), "{code}");
    }
    assert_eq!(subjects(&[dir.path("s.csv")], None).unwrap().1.digest, first.digest);
}

#[test]
fn export_and_import_give_the_same_digest() {
    let dir = Dir::new();
    let (rows, first) = subjects(&[dir.write("in.csv", sample())], None).unwrap();
    assert_eq!(rows.len(), 501);
    let extra = ingest::extra_names(rows.iter());
    for lang in [Lang::Zh, Lang::En] {
        for name in ["out.csv", "out.xlsx"] {
            written(&dir.path(name), lang, &extra, &rows);
            let (again, second) = subjects(&[dir.path(name)], None).unwrap();
            assert_eq!(
                again.iter().find(|a| **a != rows[rows.iter().position(|r| r.id == a.id).unwrap()]),
                None
            );
            assert_eq!(second.digest, first.digest, "{name} {lang:?}");
            assert_eq!(second.rejected, 0);
        }
    }
}

#[test]
fn row_order_and_format_do_not_show() {
    let dir = Dir::new();
    let lines: Vec<String> =
        (0..300).map(|n| format!("{},第{n}公司,存续,5245.0,2014-08-09", code(n))).collect();
    let head = "id,name,status,industry,established";
    let forward = format!("{head}\n{}\n", lines.join("\n"));
    let backward = format!("{head}\n{}\n", lines.iter().rev().cloned().collect::<Vec<_>>().join("\n"));
    let (_, first) = subjects(&[dir.write("f.csv", forward)], None).unwrap();
    let (_, second) = subjects(&[dir.write("b.csv", backward)], None).unwrap();
    assert_eq!(first.digest, second.digest);

    let ids: Vec<String> = (0..300).map(code).collect();
    let names: Vec<String> = (0..300).map(|n| format!("第{n}公司")).collect();
    let days = Column::new("established".into(), vec![16_291i32; 300]).cast(&DataType::Date).unwrap();
    let columns = vec![
        Column::new("id".into(), ids.clone()),
        Column::new("name".into(), names.clone()),
        Column::new("status".into(), vec!["存续"; 300]),
        Column::new("industry".into(), vec![5245.0f64; 300]),
        days,
    ];
    let mut frame = DataFrame::new(300, columns).unwrap();
    ParquetWriter::new(std::fs::File::create(dir.path("p.parquet")).unwrap()).finish(&mut frame).unwrap();
    let (_, parquet) = subjects(&[dir.path("p.parquet")], None).unwrap();
    assert_eq!((parquet.digest, parquet.accepted), (first.digest, 300));

    workbook(&dir.path("x.xlsx"), &ids, &names);
    let (_, xlsx) = subjects(&[dir.path("x.xlsx")], None).unwrap();
    assert_eq!((xlsx.digest, xlsx.accepted), (first.digest, 300));
}

/// Typed cells: a number for the industry, a date for the date, a title above the headings.
fn workbook(path: &Path, ids: &[String], names: &[String]) {
    use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let day = ExcelDateTime::from_ymd(2014, 8, 9).unwrap();
    let format = Format::new().set_num_format("yyyy-mm-dd");
    sheet.write_string(0, 0, "检查对象名录库").unwrap();
    for (column, heading) in ["id", "name", "status", "industry", "established"].into_iter().enumerate() {
        sheet.write_string(1, column as u16, heading).unwrap();
    }
    for (at, (id, name)) in ids.iter().zip(names).enumerate() {
        let row = at as u32 + 2;
        sheet.write_string(row, 0, id).unwrap();
        sheet.write_string(row, 1, name).unwrap();
        sheet.write_string(row, 2, "存续").unwrap();
        sheet.write_number(row, 3, 5245).unwrap();
        sheet.write_datetime_with_format(row, 4, &day, &format).unwrap();
    }
    book.save(path).unwrap();
}

#[test]
fn a_spreadsheet_that_lost_digits_is_recognised() {
    use rust_xlsxwriter::Workbook;
    let dir = Dir::new();
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, heading) in ["注册号", "企业名称", "登记状态"].into_iter().enumerate() {
        sheet.write_string(0, column as u16, heading).unwrap();
    }
    sheet.write_number(1, 0, 914403001922038216.0).unwrap();
    sheet.write_number(2, 0, 110108000000016.0).unwrap();
    sheet.write_string(4, 0, "110108000000024").unwrap();
    for row in [1, 2, 4] {
        sheet.write_string(row, 1, "甲").unwrap();
    }
    book.save(dir.path("x.xlsx")).unwrap();
    let (rows, tally) = subjects(&[dir.path("x.xlsx")], None).unwrap();
    assert_eq!(told(&tally, Rule::KeyDigitsLost).0, [2]);
    assert_eq!(told(&tally, Rule::SkipBlank).0, [4], "rows keep the spreadsheet's numbers");
    assert_eq!(rows[0].id.as_str(), "110108000000016");
}

#[test]
fn templates_are_empty_rosters() {
    let dir = Dir::new();
    for kind in [RosterKind::Subjects, RosterKind::Inspectors, RosterKind::Recusals, RosterKind::Matters] {
        for lang in [Lang::Zh, Lang::En] {
            for format in [Format::Csv, Format::Xlsx] {
                let codebook = codebook();
                let style = Style { format, lang, codebook: &codebook };
                let files = [dir.path("t")];
                ingest::template(&mut std::fs::File::create(&files[0]).unwrap(), kind, style).unwrap();
                let tally = match kind {
                    RosterKind::Subjects => subjects(&files, None).unwrap().1,
                    RosterKind::Inspectors => inspectors(&files, None).unwrap().1,
                    RosterKind::Recusals => recusals(&files, None).unwrap().1,
                    RosterKind::Matters => matters(&files, None).unwrap().1,
                };
                assert_eq!(tally.rows_in, tally.skipped);
                assert_eq!(told(&tally, Rule::SkipExample).1, u64::from(format == Format::Xlsx));
            }
        }
    }
}

#[test]
fn the_other_kinds_round_trip_too() {
    let dir = Dir::new();
    let a = code(1);
    let (rows, first) = inspectors(
        &[dir.write("i.csv", "id,name,unit,position,tags,cap,card_until,valid,expert\nS1,甲,qiye,股长,food、special,3,2027-01-01,否,是\n")],
        None,
    )
    .unwrap();
    written(&dir.path("i.xlsx"), Lang::Zh, &[], &rows);
    assert_eq!(inspectors(&[dir.path("i.xlsx")], None).unwrap().1.digest, first.digest);
    let (rows, first) =
        recusals(&[dir.write("r.csv", format!("inspector,subject,reason\nS1,{a},relative\n"))], None)
            .unwrap();
    written(&dir.path("r2.csv"), Lang::Zh, &[], &rows);
    assert_eq!(recusals(&[dir.path("r2.csv")], None).unwrap().1.digest, first.digest);
    let (rows, first) = matters(
        &[dir.write("m.csv", "code,title,basis,key_matter,version\nA01,登记检查,条例,重点,2024-1\n")],
        None,
    )
    .unwrap();
    written(&dir.path("m2.csv"), Lang::Zh, &[], &rows);
    assert_eq!(matters(&[dir.path("m2.csv")], None).unwrap().1.digest, first.digest);
}

/// The national columns, some of them with several values in a cell.
const LIST: &str = "序号,编号,抽查类别,抽查事项,抽查子项,检查依据,抽查比例,抽查频次,检查人员要求,检查要点,准备资料,失效日期,备注
7,A01,计量,计量器具,电子秤,计量法第九条,不低于3%,每年1次,需专业岗位资格：食品、餐饮,\"是否登记造册
 检定是否有效；铅封是否完好；\",台账；检定证书,2026-12-31,试行
8,A02,计量,定量包装,,办法第十二条,,,无需专业岗位资格,,,,
9,A03,计量,其他,,办法第一条,,,酌情,,,,
";

/// A table as it is published: a title, headings in two rows, cells merged over several rows.
#[test]
fn a_cell_merged_over_matters_holds_for_each() {
    let dir = Dir::new();
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    let plain = rust_xlsxwriter::Format::new();
    sheet.merge_range(0, 0, 0, 4, "随机抽查事项清单", &plain).unwrap();
    for (column, heading) in [(0, "编号"), (3, "检查依据"), (4, "检查要点")] {
        sheet.merge_range(1, column, 2, column, heading, &plain).unwrap();
    }
    sheet.merge_range(1, 1, 1, 2, "抽查项目", &plain).unwrap();
    sheet.merge_range(3, 1, 4, 1, "登记事项检查", &plain).unwrap();
    sheet.merge_range(4, 3, 5, 3, "条例第二条", &plain).unwrap();
    let rows = [
        (2, ["", "抽查类别", "抽查事项", "", ""]),
        (3, ["A01", "", "名称", "条例第一条", "甲"]),
        (4, ["A02", "", "住所", "", ""]),
        (5, ["A03", "公示信息检查", "年报", "", "乙"]),
    ];
    for (row, cells) in rows {
        for (column, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
            sheet.write_string(row, column as u16, *cell).unwrap();
        }
    }
    book.save(dir.path("list.xlsx")).unwrap();
    let (rows, tally) = matters(&[dir.path("list.xlsx")], None).unwrap();
    let told: Vec<[&str; 4]> =
        rows.iter().map(|m| [m.code.as_str(), &m.category, &m.title, &m.basis]).collect();
    assert_eq!(
        told,
        [
            ["A01", "登记事项检查", "名称", "条例第一条"],
            ["A02", "登记事项检查", "住所", "条例第二条"],
            ["A03", "公示信息检查", "年报", "条例第二条"],
        ]
    );
    assert!(rows[1].details.points.is_empty() && tally.rejected == 0, "{:?}", tally.issues);
}

#[test]
fn the_item_list_keeps_all_its_columns() {
    let dir = Dir::new();
    let (rows, first) = matters(&[dir.write("m.csv", LIST)], None).unwrap();
    let details = &rows[0].details;
    assert_eq!(details.points, ["是否登记造册", "检定是否有效", "铅封是否完好"]);
    assert_eq!(details.materials, ["台账", "检定证书"]);
    assert_eq!((details.rate.as_str(), details.frequency.as_str()), ("不低于3%", "每年1次"));
    assert_eq!((details.sub_item.as_str(), details.note.as_str()), ("电子秤", "试行"));
    assert_eq!(details.skills.iter().map(|tag| tag.as_str()).collect::<Vec<_>>(), ["catering", "food"]);
    assert_eq!(details.expires.unwrap().to_string(), "2026-12-31");
    let told: Vec<_> = first.issues.iter().map(|issue| (issue.row, issue.rule.code())).collect();
    assert_eq!(told, [(4, "staff-unknown")], "the rest is told nothing, 序号 least of all");
    assert_eq!(first.other_columns, [] as [&str; 0]);
    for lang in [Lang::Zh, Lang::En] {
        for name in ["out.csv", "out.xlsx"] {
            let text = written(&dir.path(name), lang, &[], &rows);
            assert!(name == "out.xlsx" || text.contains("\n1,A01,") && text.contains("\n3,A03,"), "{text}");
            let (again, second) = matters(&[dir.path(name)], None).unwrap();
            assert_eq!((&again, second.digest), (&rows, first.digest), "{name} {lang:?}");
        }
    }
}
