//! Duplicates, skips, masking, suggestions: what happens to single rows.

use super::*;
use ingest::Format;
use suicha::core::lang::Lang;
use suicha::core::registry::{Group, KeyKind, Status};
use suicha::core::time::Date;

const HEAD: &str = "统一社会信用代码/注册号,企业名称,登记状态,市场主体类型";

#[test]
fn a_full_row_is_read_field_by_field() {
    let (rows, tally) = csv(
        "id,name,type,status,region,authority,station,industry,labels,risk_class,established,licence_until,\
         last_inspected,inspected_this_year,address,representative,contact,phone,备注\n\
         91330100MA0000015W,甲（乙）公司,1130,存续,330102,某局,城关所,C1311,食品、餐饮,B类,2014年08月,长期,45292,2.0,\
         某路1号 ,张,李,123,说明\n",
    );
    let row = &rows[0];
    assert_eq!(
        (row.name.as_str(), row.group, row.status),
        ("甲（乙）公司", Group::Enterprise, Status::Active)
    );
    assert_eq!(row.station.as_ref().map(Name::as_str), Some("chengguan"));
    assert_eq!(row.labels.iter().map(Name::as_str).collect::<Vec<_>>(), ["catering", "food"]);
    assert_eq!(row.risk_class.as_ref().map(Name::as_str), Some("b"));
    assert_eq!((row.established, row.licence_until), (Date::new(2014, 8, 1), Some(Date::FOREVER)));
    assert_eq!((row.last_inspected, row.inspected_this_year), (Date::new(2024, 1, 1), 2));
    assert_eq!(
        (row.region.as_str(), row.industry.as_str(), row.address.as_str()),
        ("330102", "C1311", "某路1号")
    );
    assert_eq!(row.extra, "established (as given)=2014年08月\n备注=说明");
    assert_eq!(told(&tally, Rule::DateCoarse).0, [2]);
    assert_eq!((tally.warned, tally.normalised), (0, 1));
}

#[test]
fn identical_rows_merge_and_different_ones_wait_for_a_person() {
    let (a, b, c) = (code(1), code(2), code(3));
    let (rows, tally) = csv(&format!(
        "{HEAD}\n{a},甲,存续,1130\n{b},乙,存续,1130\n{a},甲,存续,1130\n{c},丙,存续,1130\n{b},乙二,存续,1130\n{b},乙,存续,1130\n"
    ));
    assert_eq!(rows.iter().map(|row| row.id.as_str()).collect::<Vec<_>>(), [c.as_str(), a.as_str()]);
    assert_eq!((tally.accepted, tally.merged, tally.rejected), (2, 1, 3));
    assert_eq!(told(&tally, Rule::DuplicateIdentical).0, [4]);
    assert_eq!(told(&tally, Rule::DuplicateConflict).0, [3, 6, 7]);
    let issue = tally.issues.iter().find(|issue| issue.rule == Rule::DuplicateConflict).unwrap();
    assert_eq!(issue.id.as_ref().map(|id| id.as_str()), Some(b.as_str()), "visible in the frame");
}

#[test]
fn several_files_are_one_roster() {
    let dir = Dir::new();
    let one = dir.write("one.csv", format!("{HEAD}\n{},甲,存续,1130\n", code(1)));
    let two = dir.write("two.csv", format!("企业名称,统一社会信用代码\n乙,{}\n甲,{}\n", code(2), code(1)));
    let (rows, tally) = subjects(&[one, two.clone()], None).unwrap();
    assert_eq!((rows.len(), tally.rejected), (1, 2), "the status differs: a person decides");
    let conflict: Vec<_> =
        tally.issues.iter().filter(|issue| issue.rule == Rule::DuplicateConflict).collect();
    assert!(conflict[0].file.ends_with("one.csv") && conflict[0].row == 2);
    assert!(conflict[1].file.ends_with("two.csv") && conflict[1].row == 3);
    let (_, twice) = subjects(&[two.clone(), two], None).unwrap();
    assert_eq!((twice.accepted, twice.merged), (2, 2));
}

#[test]
fn the_old_number_is_the_key_until_there_is_a_new_one() {
    let (rows, tally) = csv(&format!(
        "统一社会信用代码,注册号,名称,状态\n{},110108000000016,甲,存续\n,330109000001237,乙,存续\n无,,丙,存续\n",
        code(1)
    ));
    assert_eq!((rows[0].key_kind, rows[0].other_id.as_str()), (KeyKind::Uscc, "110108000000016"));
    assert_eq!(
        (rows[1].key_kind, rows[1].id.as_str(), rows[1].other_id.as_str()),
        (KeyKind::Reg15, "330109000001237", "")
    );
    assert_eq!(told(&tally, Rule::KeyMissing).0, [4]);
    let (rows, _) = csv("注册号,名称\n110108000000016,甲\n企合苏锡总字第0001,乙\n");
    assert_eq!(rows[0].id.as_str(), "110108000000016");
    assert_eq!(rows[1].other_id, "企合苏锡总字第0001", "the key is ASCII, the text stays readable");
}

#[test]
fn suggestions_are_applied_only_on_request_and_are_logged() {
    let dir = Dir::new();
    let file = dir
        .write("s.csv", "id,name,status,type\n9144O3001922O38216,甲,1,1130\n914403001922038216,乙,1,1130\n");
    let (rows, tally) = subjects(std::slice::from_ref(&file), None).unwrap();
    assert_eq!((rows.len(), told(&tally, Rule::KeyLookAlike).0), (1, vec![2]));
    assert_eq!(tally.issues[0].suggestion.as_deref(), Some("914403001922038216"));
    let codebook = codebook();
    let files = [file];
    let source = Source { accept_suggestions: true, ..Source::of(&files, &codebook) };
    let tally = ingest::subjects(&source, &mut |_| {}, &mut |_| Ok(())).unwrap();
    assert_eq!(tally.rejected, 2, "the corrected key collides with another row: a person decides");
    assert_eq!(told(&tally, Rule::KeySuggested).0, [2]);
}

#[test]
fn nothing_personal_is_echoed() {
    // Made for this test: the check is computed, the number belongs to nobody.
    let number = (0..10)
        .map(|d| format!("11010119900307123{d}"))
        .chain(["11010119900307123X".to_owned()])
        .find(|n| suicha::core::identifier::is_identity_number(n))
        .unwrap();
    let (rows, tally) = csv(&format!(
        "统一社会信用代码,名称,登记状态,联系电话,备注,身份证号码\n{number},甲,存续,1,,\n{},乙,存续,{number},{number},{number}\n",
        code(1)
    ));
    assert_eq!(rows.len(), 1);
    assert!(!format!("{rows:?}{:?}", tally.issues).contains(&number));
    assert_eq!(told(&tally, Rule::KeyIdentityNumber).0, [2]);
    assert_eq!(told(&tally, Rule::IdentityValue).1, 2);
    assert_eq!(told(&tally, Rule::IdentityColumn).1, 1);
    for issue in &tally.issues {
        for lang in [Lang::Zh, Lang::En] {
            assert!(!ingest::issue_line(issue, lang).contains(&number));
        }
    }
}

#[test]
fn inspectors_keep_one_name_per_number() {
    let dir = Dir::new();
    let text = "单位工号,姓名,身份证号,岗位大类,岗位资质资格,层级,担任职务,所在业务部门（机构）,是否专家,工商执法证编号,\
        工商执法证有效期,省执法证编号,执法证有效期,执法人员状态\n\
        1,甲,,工商,特种设备安全监察员,县级,一般干部,城关所,否,,,S001,2027-12-31,有效\n\
        2,乙,,工商,,县级,一般干部,企业监管股,是,g002,2026年6月,,2020-01-01,失效\n\
        3,丙,,,,,,城东所,,,,S003,,\n\
        4,丙,,食品,,,,城东所,,,,S003,,\n\
        5,丁,,,,,,城东所,,,,S005,,\n\
        6,戊,,,,,,城东所,,,,S005,,\n\
        7,己,,,,,,某所,,,,S007,,\n";
    let (rows, tally) = inspectors(&[dir.write("i.csv", text)], None).unwrap();
    assert_eq!(rows.iter().map(|row| row.id.as_str()).collect::<Vec<_>>(), ["S001", "G002", "S003"]);
    assert_eq!(rows[0].tags.iter().map(Name::as_str).collect::<Vec<_>>(), ["gongshang", "special"]);
    assert_eq!((rows[0].position.as_str(), rows[0].card_until), ("县级 一般干部", Date::new(2027, 12, 31)));
    assert_eq!((rows[1].card_until, rows[1].valid, rows[1].expert), (Date::new(2026, 6, 30), false, true));
    assert_eq!(rows[2].tags.len(), 1, "the later row of one number and name counts");
    assert_eq!(told(&tally, Rule::InspectorReplaced).0, [4]);
    assert_eq!(told(&tally, Rule::InspectorTwoNames).0, [6, 7]);
    assert_eq!(told(&tally, Rule::UnitUnknown).0, [8]);
}

#[test]
fn recusals_are_unique_pairs() {
    let dir = Dir::new();
    let (a, b) = (code(1), code(2));
    let text = format!(
        "执法证编号,统一社会信用代码,回避原因\nS1,{a},近亲属\nS1,{b},\nS1,{a},本人申报\nS1,{b},\nS2,{a},奇怪\n,{a},\n"
    );
    let (mut rows, tally) = recusals(&[dir.write("r.csv", text)], None).unwrap();
    rows.sort();
    let reasons: Vec<_> = rows.iter().map(|row| (row.inspector.as_str(), row.reason.as_str())).collect();
    assert_eq!(reasons, [("S1", "declared"), ("S1", "declared"), ("S2", "other")]);
    assert_eq!((tally.merged, tally.rejected), (2, 1));
    assert_eq!(told(&tally, Rule::ReasonUnknown).1, 1);
}

#[test]
fn matters_need_a_basis_to_be_drawn() {
    let dir = Dir::new();
    let text = "序号,编号,抽查类别,抽查事项,检查对象,事项类别,检查方式,检查主体,检查依据,生效日期\n\
        1,a01,登记,登记事项检查,企业,重点检查事项,实地,县局,条例第一条,2024-01-01\n\
        2,A02,登记,公示信息检查,企业,一般检查事项,书面,县局,,\n3,A03,登记,,企业,,,,,\n";
    let (rows, tally) = matters(&[dir.write("m.csv", text)], None).unwrap();
    assert_eq!((rows[0].code.as_str(), rows[0].key_matter, rows[1].key_matter), ("A01", true, false));
    assert_eq!(rows[0].effective, Date::new(2024, 1, 1));
    assert_eq!((told(&tally, Rule::BasisMissing).0, told(&tally, Rule::TitleMissing).0), (vec![3], vec![4]));
}

#[test]
fn the_list_of_issues_is_safe_to_open() {
    let (_, tally) = csv("id,name,status,type\n=1+1,甲,1,1130\n91520000714309258L,\"乙,丙\",1,1130\n");
    let dir = Dir::new();
    for lang in [Lang::Zh, Lang::En] {
        let mut file = std::fs::File::create(dir.path("i.csv")).unwrap();
        ingest::write_issues(&mut file, Format::Csv, &tally, lang).unwrap();
        let text = std::fs::read_to_string(dir.path("i.csv")).unwrap();
        assert!(text.starts_with('\u{feff}') && text.contains(",'=1+1,"), "{text}");
        let mut file = std::fs::File::create(dir.path("i.xlsx")).unwrap();
        ingest::write_issues(&mut file, Format::Xlsx, &tally, lang).unwrap();
        use calamine::{Data, Reader as _};
        let mut book: calamine::Xlsx<_> = calamine::open_workbook(dir.path("i.xlsx")).unwrap();
        let names = book.sheet_names();
        assert_eq!(names.len(), 2);
        let issues = book.worksheet_range(&names[1]).unwrap();
        assert!(issues.rows().any(|row| row[4] == Data::String("=1+1".into())), "text, not a formula");
        assert!(book.worksheet_formula(&names[1]).unwrap().is_empty());
    }
    let line = ingest::issue_line(&tally.issues[1], Lang::Zh);
    assert!(
        line.ends_with(
            "subjects.csv 第3行id 91520000714309258L: 统一社会信用代码校验码不符 → 核对证照上的代码"
        ),
        "{line}"
    );
}

#[test]
fn the_freshness_report_finds_what_changed() {
    let head = "id,name,status,station,authority,licence_until,address";
    let row = |n: usize, rest: &str| format!("{},{rest}\n", code(n));
    let (before, _) = csv(&format!(
        "{head}\n{}{}{}",
        row(1, "甲,1,城关所,某局,,一路"),
        row(2, "乙,1,城关所,某局,,二路"),
        row(3, "丙,1,城关所,某局,,三路")
    ));
    let (now, _) = csv(&format!(
        "{head}\n{}{}{}{}",
        row(1, "甲,4,城关所,某局,,一路"),
        row(2, "乙,1,城东所,某局,2024-01-31,二路"),
        row(4, "甲,歇业,城关所,某局,,一路"),
        row(5, "戊,6,城关所,某局,2024-02-01,五路")
    ));
    let day = Date::new(2024, 2, 1).unwrap();
    let report = ingest::freshness(&now, &before, &[], day);
    let ids = |list: &[usize]| {
        list.iter().map(|n| suicha::core::id::SubjectId::new(&code(*n)).unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(report.newly_dead, ids(&[1]));
    assert_eq!(report.moved.iter().map(|m| m.id.clone()).collect::<Vec<_>>(), ids(&[2, 5]));
    assert_eq!(report.same_subject[0].ids, ids(&[1, 4]));
    assert_eq!(report.licence_expired.iter().map(|l| l.0.clone()).collect::<Vec<_>>(), ids(&[2]));
    assert_eq!((report.dormant, report.arrived, report.gone), (ids(&[4]), ids(&[4, 5]), ids(&[3])));
}

#[test]
fn a_mistyped_optional_heading_is_told_and_others_are_listed() {
    let (rows, tally) =
        csv(&format!("统一社会信用代码,名称,类型,登记状太,备注\n{},甲,1130,存续,好\n", code(1)));
    let issue = tally.issues.iter().find(|issue| issue.rule == Rule::ColumnMisspelt).unwrap();
    assert_eq!((issue.row, issue.column.as_str(), issue.value.as_str()), (1, "登记状太", "D"));
    assert_eq!(issue.suggestion.as_deref(), Some("登记状态"));
    assert_eq!(tally.other_columns, ["登记状太", "备注"]);
    assert_eq!(tally.issues_total[&Rule::ColumnMisspelt], 1);
    assert!(rows[0].extra.contains("登记状太=存续"), "nothing is lost");
    let missing = tally.issues.iter().find(|issue| issue.rule == Rule::StatusMissing).unwrap();
    assert_eq!(missing.column, "登记状态", "named as it should stand");
    let (_, tally) =
        csv(&format!("统一社会信用代码,名称,类型,登记状态,注册资本,法人\n{},甲,1130,存续,1,乙\n", code(1)));
    assert_eq!(told(&tally, Rule::ColumnMisspelt).1, 0, "another word is no slip");
}

#[test]
fn a_mistyped_identity_number_is_not_echoed() {
    let (_, tally) =
        csv("id,name,status,type\n320381199003071230,甲,1,1130\n 32038119900307123x,乙,1,1130\n");
    assert_eq!(tally.rejected, 2);
    for issue in &tally.issues {
        assert!(!issue.value.contains("19900307"), "{issue:?}");
        assert_eq!(issue.suggestion, None);
    }
}

#[test]
fn an_unknown_unit_says_which_line_to_add() {
    let dir = Dir::new();
    let file = dir.write("i.csv", "id,name,unit\nS1,甲,丙所\nS2,乙,丙所\nS3,丙,城关所\n");
    let (rows, tally) = inspectors(&[file], None).unwrap();
    assert_eq!((rows.len(), tally.rejected, told(&tally, Rule::UnitUnknown)), (1, 2, (vec![2, 3], 2)));
    let line = ingest::issue_line(&tally.issues[0], Lang::Zh);
    assert!(line.ends_with("[units] 下登记一行：\"丙所\" = \"代码\""), "{line}");
}
