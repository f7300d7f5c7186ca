//! The procedures of the credit archive through the binary: numbers of letters, three persons, the hearing before a
//! serious listing, batches with bad rows, and the letters themselves.

use super::bureau::{KEYS, filled};
use super::credit::{ID, LISTING, NOW, OTHER, PENALTY, at, import, mark};
use super::{Answer, Bureau};

/// A bureau with a word of its own in numbers of letters.
fn bureau() -> Bureau {
    let bureau = filled();
    let config = bureau.read("suicha.toml");
    let mine = "word = \"某市监\"\noffice = \"信用监管股\"\nphone = \"000-0000000\"\n";
    let mine = format!("{mine}review-body = \"某县人民政府\"\ncourt = \"某县人民法院\"\n");
    let (start, end) = config.split_once("[credit.letters]\n").expect("the template has such a part");
    let rest = end.split_once("court = \"\"\n").expect("which ends so").1;
    bureau.write("suicha.toml", format!("{start}[credit.letters]\n{mine}{rest}"));
    bureau
}

fn act(bureau: &Bureau, who: &str, args: &[&str]) -> Answer {
    at(bureau, NOW, who, &[args, &["--reason", "核实"]].concat())
}

/// Records that a report is missing.
fn missed(bureau: &Bureau, id: &str, year: &str) {
    let year = format!("year={year}");
    act(bureau, "wang", &["credit", "record", id, "missed", "--set", &year, "--on", "2026-01-05"]).ok();
}

fn decide(bureau: &Bureau, id: &str, proposal: &str, more: &[&str]) -> Answer {
    act(bureau, "li", &[&["credit", "decide", id, proposal, "--approve"], more].concat())
}

#[test]
fn each_kind_of_letter_has_a_sequence_without_gaps() {
    let bureau = bureau();
    // A listing that came with an entity from elsewhere has a number of another register, even of the same words.
    let row = format!("{},ABN-4,2026-01-05,某市监异入〔2026〕第9号,外地局,,,,,\n", KEYS[2]);
    import(&bureau, "listings", LISTING, &row).ok();
    for (id, number) in [(KEYS[0], "第1号"), (KEYS[1], "第2号")] {
        missed(&bureau, id, "2024");
        let dry = decide(&bureau, id, "ABN-1", &["--dry-run"]).ok();
        dry.says(&[&format!("letter 某市监异入〔2026〕{number}")]);
        decide(&bureau, id, "ABN-1", &[]).ok().says(&[&format!("letter 某市监异入〔2026〕{number}")]);
    }
    missed(&bureau, OTHER, "2024");
    let given = |number: &str| decide(&bureau, OTHER, "ABN-1", &["--letter", number]);
    given("某市监异入〔2026〕第2号").exits(3).says(&["is taken by act 5 about credit"]);
    given("某市监异出〔2026〕第3号").exits(3).says(&["it begins with 某市监异入〔2026〕"]);
    given("某市监异入〔2025〕第3号").exits(3).says(&["it begins with 某市监异入〔2026〕"]);
    given("第三号").exits(3).says(&["is no number of a letter"]);
    given("某市监异入〔2026〕第5号").ok().says(&["numbers 3 to 4 of 某市监异入〔2026〕 are not used"]);
    missed(&bureau, OTHER, "2023");
    decide(&bureau, OTHER, "ABN-1", &[]).ok().says(&["第6号"]);
    // Another year was listed; the same one is never listed twice, whenever.
    let twice = format!("{OTHER},ABN-1,2026-01-03,外〔2026〕1号,外地局,2024,,,,\n");
    import(&bureau, "listings", LISTING, &twice).exits(3).says(&["this year was listed already"]);
    // A removal has a sequence of its own.
    let listing = mark(&bureau, KEYS[0], "第1号");
    act(&bureau, "wang", &["credit", "repair", KEYS[0], &listing, "--apply"]).ok();
    decide(&bureau, KEYS[0], "ABN-OUT", &["--removal", "contacted"])
        .exits(3)
        .says(&["does not allow this reason"]);
    decide(&bureau, KEYS[0], "ABN-OUT", &[]).ok().says(&["removal", "letter 某市监异出〔2026〕第1号"]);
    // After deregistration there is neither letter nor number.
    let closed = ["credit", "record", KEYS[1], "closed", "--set", "manner=deregistered"];
    act(&bureau, "wang", &closed).ok();
    decide(&bureau, KEYS[1], "ABN-AUTO", &["--letter", "某市监异出〔2026〕第2号"])
        .exits(3)
        .says(&["is no letter and has no number"]);
    decide(&bureau, KEYS[1], "ABN-AUTO", &[]).ok().says(&["removal"]).lacks("letter");
    // Another authority's word is only known from a number of it.
    missed(&bureau, KEYS[3], "2024");
    let elsewhere = ["--authority", "另一局"];
    decide(&bureau, KEYS[3], "ABN-1", &elsewhere).exits(2).says(&["the word of 另一局"]);
    let number = ["--letter", "另异入〔2026〕第1号"];
    decide(&bureau, KEYS[3], "ABN-1", &[&elsewhere[..], &number].concat()).ok();
    at(&bureau, NOW, "li", &["fsck"]).ok().says(&["letters about credit: 6"]);
}

#[test]
fn a_removal_is_not_dated_before_its_listing_and_a_listing_not_back_under_another() {
    let bureau = bureau();
    for day in ["2025-12-01", "2025-12-20"] {
        act(&bureau, "wang", &["credit", "record", OTHER, "letter", "--on", day, "--late", "补录"]).ok();
    }
    let row = format!("{OTHER},ABN-4,2026-01-10,外〔2026〕1号,外地局,,,,,\n");
    let early = ["--on", "2026-01-08"];
    decide(&bureau, OTHER, "ABN-4", &[&early[..], &["--dry-run"]].concat()).ok();
    import(&bureau, "listings", LISTING, &row).ok();
    decide(&bureau, OTHER, "ABN-4", &early).exits(3).says(&["a listing on this ground is open"]);
    let early = format!("{OTHER},ABN-4,,,,,2026-01-09,重新取得联系,,\n");
    import(&bureau, "listings", LISTING, &early).exits(3);
}

/// Three persons and one who only reads.
const PEOPLE: [(&str, &str); 4] =
    [("wang", "operator"), ("li", "reviewer"), ("zhao", "head"), ("qian", "supervisor")];

/// Gives a bureau its list of people.
pub fn with_people(bureau: &Bureau, roles: &[(&str, &str)]) {
    let mut list = String::new();
    for (id, role) in roles {
        bureau.run(&["people", "keygen", "--name", id, &format!("{id}.key")]).ok();
        let key = bureau.read(&format!("{id}.key.pub"));
        let key = key.trim();
        list.push_str(&format!(
            "[[person]]\nid = \"{id}\"\nname = \"某\"\nroles = [\"{role}\"]\nkey = \"{key}\"\n"
        ));
    }
    bureau.write("people.toml", &list);
    let config = bureau.read("suicha.toml");
    bureau.write("suicha.toml", format!("people = \"people.toml\"\n{config}"));
}

fn signed(bureau: &Bureau, who: &str, args: &[&str]) -> Answer {
    let key = format!("{who}.key");
    bureau.at(NOW, &[args, &["--reason", "核实", "--as", who, "--key", &key]].concat())
}

#[test]
fn three_persons_take_part_where_the_bureau_keeps_a_list() {
    let bureau = bureau();
    with_people(&bureau, &PEOPLE);
    let missed = ["credit", "record", OTHER, "missed", "--set", "year=2024", "--on", "2026-01-05"];
    signed(&bureau, "wang", &missed).ok();
    let step = |who: &str, verb: &str, more: &[&str]| {
        signed(&bureau, who, &[&["credit", verb, OTHER, "ABN-1"], more].concat())
    };
    step("li", "decide", &["--approve"]).exits(3).says(&["nobody has submitted it"]);
    step("li", "propose", &[]).exits(3).says(&["may not record in the credit archive"]);
    step("wang", "review", &["--pass"]).exits(3).says(&["may not review cases"]);
    step("li", "review", &["--pass"]).exits(3).says(&["nobody has submitted it"]);
    step("wang", "propose", &[]).ok().says(&["submitted: no event", "act 2 about credit"]);
    step("wang", "propose", &[]).ok().says(&["done already: act 2"]);
    let other =
        ["credit", "propose", OTHER, "ABN-1", "--reason", "再次提交", "--as", "wang", "--key", "wang.key"];
    bureau.at(NOW, &other).exits(3).says(&["under way already"]);
    bureau.at(NOW, &["credit", "cases"]).ok().says(&["ABN-1@", "to be reviewed", "submitted by wang"]);
    bureau.in_chinese(&["credit", "cases", "--clock", NOW]).ok().says(&["待初审", "经办 wang"]);
    step("zhao", "decide", &["--approve"]).exits(3).says(&["nobody has reviewed it"]);
    step("li", "review", &["--return"]).ok();
    bureau.at(NOW, &["credit", "cases"]).ok().says(&["returned"]);
    step("wang", "propose", &[]).ok();
    step("li", "review", &["--pass"]).ok();
    bureau.in_chinese(&["credit", "cases", "--clock", NOW]).ok().says(&["待审核"]);
    step("li", "decide", &["--approve"]).exits(3).says(&["li took an earlier step"]);
    step("qian", "decide", &["--approve"]).exits(3).says(&["may not decide cases"]);
    step("zhao", "decide", &["--approve"]).ok().says(&["letter 某市监异入〔2026〕第1号"]);
    bureau.at(NOW, &["credit", "cases"]).ok().says(&["no case of the credit archive is under way"]);
    bureau.at(NOW, &["fsck"]).ok().says(&["acts about credit: 6", "letters about credit: 1"]);
}

#[test]
fn a_serious_listing_is_notified_and_heard_first() {
    let bureau = bureau();
    let row = format!(
        "某企业,{ID},某市监罚〔2026〕1号,拒绝检查,市场主体登记管理条例 第38条,责令停产停业,,2026-01-05,某局,2026-01-08,c-1,2025-12-01,\n"
    );
    let head = format!("{},严重违法失信事由,情节\n", PENALTY.trim_end());
    import(&bureau, "penalties", &head, &row.replace(",\n", ",,SER-10.3,情节严重\n")).ok();
    let day = |time: &str, who: &str, args: &[&str]| {
        let time = format!("{time}T10:00:00+08:00");
        at(&bureau, &time, who, &[args, &["--reason", "核实"]].concat())
    };
    let decide = ["credit", "decide", ID, "SER-10.3", "--approve", "--consent"];
    day("2026-01-12", "li", &decide).exits(3).says(&["was not notified"]);
    let notify = ["credit", "notify", ID, "SER-10.3"];
    day("2026-01-12", "wang", &notify).ok().says(&["notice served", "letter 某市监严告〔2026〕第1号"]);
    day("2026-01-12", "wang", &notify).ok().says(&["done already: act 2"]);
    day("2026-01-13", "wang", &notify).exits(3).says(&["recorded already (2026-01-12)"]);
    day("2026-01-19", "li", &decide).exits(3).says(&["can be asked for until 2026-01-19"]);
    at(&bureau, NOW, "li", &["deadlines"]).ok().says(&["2026-01-19 5 working days left SER-HEAR"]);
    let hear =
        |time: &str, what: &[&str]| day(time, "wang", &[&["credit", "hear", ID, "SER-10.3"], what].concat());
    hear("2026-01-13", &["--set", "2026-02-27"]).exits(3).says(&["nobody has asked for a hearing"]);
    hear("2026-01-20", &["--asked"]).exits(3).says(&["ended on 2026-01-19"]);
    hear("2026-01-20", &["--asked", "--on", "2026-01-19"]).ok();
    day("2026-01-26", "li", &decide).exits(3).says(&["asked for and not held"]);
    hear("2026-01-20", &["--set", "2026-01-28"]).exits(3).says(&["2026-01-29 is the first possible day"]);
    hear("2026-01-20", &["--set", "2026-01-29"]).ok();
    at(&bureau, "2026-01-21T10:00:00+08:00", "li", &["deadlines"])
        .ok()
        .says(&["2026-01-29", "SER-HEARING"])
        .lacks("SER-HEAR ");
    hear("2026-01-28", &["--held"]).exits(3).says(&["is set for 2026-01-29"]);
    hear("2026-01-29", &["--held"]).ok();
    at(&bureau, "2026-01-29T10:00:00+08:00", "li", &["credit", "cases"]).ok().says(&[
        "SER-10.3@",
        "notice served 2026-01-12",
        "hearing held 2026-01-29",
    ]);
    day("2026-01-29", "li", &decide[..5]).exits(3).says(&["consent of the next-higher bureau"]);
    day("2026-01-29", "li", &decide).ok().says(&["letter 某市监严入〔2026〕第1号"]);
    // The same penalty never leads to a second listing on its ground.
    let twice = format!("{ID},SER-10.3,2026-01-12,严〔2026〕1号,某局,,,,上级同意,c-1\n");
    let time = "2026-01-30T10:00:00+08:00";
    bureau.write("rows.csv", format!("{LISTING}{twice}"));
    at(&bureau, time, "wang", &["import", "listings", "rows.csv"])
        .exits(3)
        .says(&["a listing on this ground is open"]);
    let abnormal = ["credit", "notify", ID, "PEN-DUAL"];
    day("2026-01-30", "wang", &abnormal).exits(3).says(&["is no serious listing"]);
    at(&bureau, time, "li", &["fsck"]).ok().says(&["letters about credit: 2"]);
}

#[test]
fn a_waiver_ends_the_wait() {
    let bureau = bureau();
    let court = ["credit", "record", ID, "court", "--set", "manner=serious", "--on", "2026-01-05"];
    act(&bureau, "wang", &court).ok();
    let decide = || decide(&bureau, ID, "SER-JUD", &["--consent"]);
    decide().exits(3).says(&["was not notified"]);
    act(&bureau, "wang", &["credit", "hear", ID, "SER-JUD", "--waived"]).exits(3).says(&["was not notified"]);
    act(&bureau, "wang", &["credit", "notify", ID, "SER-JUD", "--on", "2026-01-09"]).ok();
    decide().exits(3).says(&["can be asked for until 2026-01-16"]);
    act(&bureau, "wang", &["credit", "hear", ID, "SER-JUD", "--waived"]).ok();
    decide().ok().says(&["listing"]);
}

#[test]
fn a_batch_is_one_letter_and_a_bad_row_stops_it_with_every_problem() {
    let bureau = bureau();
    for id in &KEYS[..4] {
        missed(&bureau, id, "2024");
    }
    let batch = |rows: &str, more: &[&str]| {
        bureau.write("batch.csv", rows);
        let args = ["credit", "decide", "--batch", "batch.csv", "--approve"];
        act(&bureau, "li", &[&args[..], more].concat())
    };
    let head = "subject,proposal\n";
    let row = |id: &str, proposal: &str| format!("{id},{proposal}\n");
    let good: String = KEYS[..3].iter().map(|id| row(id, "ABN-1")).collect();
    let bad = [row("foo", "ABN-1"), row(KEYS[5], "ABN-1"), row(KEYS[0], "ABN-1")].concat();
    batch(&format!("{head}{good}{bad}"), &[]).exits(3).says(&[
        "with 3 problems in 6 rows",
        "row 5 foo: foo is no registry number",
        &format!("row 6 {}: there is no proposal ABN-1", KEYS[5]),
        &format!("row 7 {}: ABN-1@", KEYS[0]),
        "stands twice",
        "nothing was stored",
    ]);
    batch(&format!("{head}{good}{}", row(KEYS[3], "ABN-2")), &[]).exits(3).says(&["choose with --all CODE"]);
    batch(head, &[]).exits(3).says(&["no row to decide on"]);
    batch("a,b\n1,2\n", &[]).exits(3).says(&["no columns for the subject and the proposal"]);
    bureau.write("batch.csv", format!("{head}{good}"));
    act(&bureau, "li", &["credit", "decide", "--batch", "batch.csv", "--decline"])
        .exits(2)
        .says(&["a batch is approved"]);
    let own = act(&bureau, "wang", &["credit", "decide", "--batch", "batch.csv", "--approve"]).exits(3);
    own.says(&["with 3 problems in 3 rows", "nobody decides on what is their own"]);
    at(&bureau, NOW, "li", &["credit", "run"]).ok().says(&["0 entries made in the month"]);
    // The list of proposals is a batch as it is.
    missed(&bureau, ID, "2024");
    at(&bureau, NOW, "wang", &["credit", "run", "--out", "run.xlsx"]).ok();
    let args = ["credit", "decide", "--batch", "run.xlsx", "--all", "ABN-1", "--approve"];
    // What was declined before is no part of it.
    act(&bureau, "li", &["credit", "decide", ID, "ABN-1", "--decline"]).ok();
    act(&bureau, "li", &args).ok().says(&[
        "letter 某市监异入〔2026〕第1号",
        "某市监异入〔2026〕第1号-1",
        "某市监异入〔2026〕第1号-4",
        "4 subjects in one act",
        "1 proposal that had been declined before left out",
        "act 7 about credit",
    ]);
    act(&bureau, "li", &args).ok().says(&["done already: act 7"]);
    at(&bureau, NOW, "li", &["credit", "run"])
        .ok()
        .says(&["4 entries made in the month, 0 withdrawn, 4 listed (4 subjects)"]);
    at(&bureau, NOW, "li", &["fsck"]).ok().says(&["letters about credit: 1"]);
}

#[test]
fn three_persons_take_a_batch_through() {
    let bureau = bureau();
    with_people(&bureau, &PEOPLE);
    for id in &KEYS[..2] {
        let missed = ["credit", "record", id, "missed", "--set", "year=2024", "--on", "2026-01-05"];
        signed(&bureau, "wang", &missed).ok();
    }
    bureau.write("batch.csv", format!("subject,proposal\n{},ABN-1\n{},ABN-1\n", KEYS[0], KEYS[1]));
    let step = |who: &str, verb: &str, more: &[&str]| {
        signed(&bureau, who, &[&["credit", verb, "--batch", "batch.csv"], more].concat())
    };
    step("zhao", "decide", &["--approve"])
        .exits(3)
        .says(&["with 2 problems in 2 rows", "nobody has submitted"]);
    step("wang", "propose", &[]).ok().says(&["2 subjects in one act"]);
    bureau.at(NOW, &["credit", "cases"]).ok().says(&["batch ABN-1 ×2 (act 3)  to be reviewed"]);
    step("li", "review", &["--pass"]).ok();
    step("zhao", "decide", &["--approve"]).ok().says(&["第1号-2"]);
    bureau.at(NOW, &["credit", "cases"]).ok().says(&["no case"]);
}

/// The pages of a number or a subject, in a language.
fn letters(bureau: &Bureau, which: &str, dir: &str, lang: &str) -> Vec<(String, String)> {
    let _ = std::fs::remove_dir_all(bureau.path(dir));
    let args = ["credit", "letter", which, "--out", dir, "--clock", NOW];
    match lang {
        "zh" => bureau.in_chinese(&args).ok(),
        _ => bureau.run(&args).ok(),
    };
    let mut pages: Vec<(String, String)> = std::fs::read_dir(bureau.path(dir))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .map(|name| (name.clone(), bureau.read(&format!("{dir}/{name}"))))
        .collect();
    pages.sort();
    pages
}

fn says(page: &str, words: &[&str]) {
    words.iter().for_each(|word| assert!(page.contains(word), "no {word:?} in\n{page}"));
    assert!(!page.contains('{') || page.contains("<style>"), "a field is left");
    let body = page.split("</style>").nth(1).unwrap();
    for word in ["{", "li<", "wang", "类别 A"] {
        assert!(!body.contains(word), "{word:?} in\n{body}");
    }
}

#[test]
fn letters_say_what_was_decided_and_what_can_be_done_about_it() {
    let bureau = bureau();
    missed(&bureau, OTHER, "2024");
    decide(&bureau, OTHER, "ABN-1", &[]).ok();
    let pages = letters(&bureau, "某市监异入〔2026〕第1号", "a", "zh");
    assert_eq!(pages.len(), 1);
    assert_eq!(pages[0].0, "某市监异入〔2026〕第1号.html");
    says(
        &pages[0].1,
        &[
            "列入经营异常名录决定书",
            "某市监异入〔2026〕第1号",
            &format!("统一社会信用代码/注册号：{OTHER}"),
            "未按期公示年度报告（2024年度）",
            "信息公示条例 第8条、第18条",
            "补报年度报告并公示后，可以向本局申请移出",
            "自收到申请之日起5个工作日内",
            "六十日内向某县人民政府申请行政复议",
            "六个月内依法向某县人民法院提起行政诉讼",
            "2026年1月12日",
            "信用监管股",
            "000-0000000",
        ],
    );
    says(
        &letters(&bureau, "某市监异入〔2026〕1号", "b", "en")[0].1,
        &["Decision to list as abnormal", "within sixty days"],
    );
    let listing = mark(&bureau, OTHER, "第1号");
    act(&bureau, "wang", &["credit", "repair", OTHER, &listing, "--apply"]).ok();
    decide(&bureau, OTHER, "ABN-OUT", &[]).ok();
    let pages = letters(&bureau, OTHER, "c", "zh");
    let names: Vec<&str> = pages.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["某市监异入〔2026〕第1号.html", "某市监异出〔2026〕第1号.html"]);
    says(
        &pages[1].1,
        &["移出经营异常名录决定书", "以某市监异入〔2026〕第1号被列入", "补报年度报告并公示，符合移出条件"],
    );
    bureau.in_chinese(&["credit", "letter", OTHER, "--out", "c", "--clock", NOW]).ok();
    at(&bureau, NOW, "li", &["credit", "letter", ID, "--out", "d"]).exits(2).says(&["there is no letter"]);
    at(&bureau, NOW, "li", &["credit", "letter", "异入〔2020〕第1号", "--out", "d"])
        .exits(2)
        .says(&["no letter of this number was made here"]);
}

#[test]
fn serious_letters_and_repair_letters_have_their_parts() {
    let bureau = bureau();
    let row = format!(
        "某企业,{ID},某市监罚〔2026〕1号,拒绝检查,食品安全法 第133条,责令停产停业、罚款,6.000000,2026-01-05,某局,2026-01-08,c-1,2025-12-01,,SER-10.3,情节严重\n"
    );
    let head = format!("{},严重违法失信事由,情节\n", PENALTY.trim_end());
    import(&bureau, "penalties", &head, &row).ok();
    let notify = ["credit", "notify", ID, "SER-10.3", "--on", "2026-01-09"];
    act(&bureau, "wang", &notify).ok();
    act(&bureau, "wang", &["credit", "hear", ID, "SER-10.3", "--waived"]).ok();
    decide(&bureau, ID, "SER-10.3", &["--consent"]).ok();
    let pages = letters(&bureau, ID, "a", "zh");
    let page = |part: &str| &pages.iter().find(|(name, _)| name.contains(part)).expect("such a page").1;
    says(
        page("严告"),
        &["拟列入严重违法失信名单告知书", "5个工作日内提出", "较重行政处罚：罚款6万元、责令停产停业"],
    );
    says(
        page("严入"),
        &[
            "列入严重违法失信名单决定书",
            "一、事由",
            "二、依据和决定",
            "三、惩戒措施提示",
            "重点监管、提高检查频次",
            "四、移出条件和程序",
            "列入满1年",
            "五、救济途径",
        ],
    );
    says(
        page("repair-notice"),
        &[
            "信用修复告知书",
            "与某市监罚〔2026〕1号一并送达",
            "国家企业信用信息公示系统",
            "信用中国",
            "严重",
            "公示满1年后",
            "自然人5000元以下，法人或其他组织50000元以下（含本数）",
            "守信承诺书",
        ],
    );
    let late = "2027-01-09T10:00:00+08:00";
    let record = mark(&bureau, ID, "某市监罚");
    let repair = |who: &str, what: &str, reason: &str| {
        let args = ["credit", "repair", ID, &record, what, "--reason", reason];
        at(&bureau, late, who, &args)
    };
    repair("wang", "--apply", "申请").ok();
    repair("li", "--accept", "材料齐全").ok().says(&["letter 某市监信修受〔2027〕第1号"]);
    repair("li", "--refuse", "尚未缴清罚款").ok().says(&["letter 某市监信修〔2027〕第1号"]);
    let pages = letters(&bureau, ID, "b", "zh");
    let page = |part: &str| &pages.iter().find(|(name, _)| name.contains(part)).expect("such a page").1;
    says(page("信修受"), &["信用修复受理通知书", "7个工作日内"]);
    says(page("信修〔"), &["不予信用修复决定书", "理由：尚未缴清罚款"]);
}

#[test]
fn a_batch_has_a_letter_with_an_annex_and_one_for_each() {
    let bureau = bureau();
    let mut rows = String::from("subject,proposal\n");
    for id in &KEYS[..3] {
        missed(&bureau, id, "2024");
        rows.push_str(&format!("{id},ABN-1\n"));
    }
    bureau.write("batch.csv", rows);
    act(&bureau, "li", &["credit", "decide", "--batch", "batch.csv", "--approve"]).ok();
    let pages = letters(&bureau, "某市监异入〔2026〕第1号", "a", "zh");
    assert_eq!(pages.len(), 1);
    says(&pages[0].1, &["示例企业0等共3家企业", "附件：3家企业", "某市监异入〔2026〕第1号-3", KEYS[2]]);
    let pages = letters(&bureau, "某市监异入〔2026〕第1号-2", "b", "zh");
    assert_eq!(pages[0].0, "某市监异入〔2026〕第1号-2.html");
    says(&pages[0].1, &[KEYS[1]]);
    assert!(!pages[0].1.contains(KEYS[0]));
    let pages = letters(&bureau, KEYS[2], "c", "en");
    assert_eq!(pages[0].0, "某市监异入〔2026〕第1号-3.html");
}
