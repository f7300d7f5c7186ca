//! What a clerk reads when a command fails: Chinese, with nothing but names and codes in Latin letters.

use super::bureau::{AFTER, BEFORE, PLAN, PULSE_TIME, filled, freeze};
use super::pulse;

/// Words of plain letters that may follow each other: a command with its subcommand and object.
const MOST_WORDS: usize = 6;

#[test]
fn errors_are_said_in_chinese() {
    let bureau = filled();
    freeze(&bureau, "d").ok();
    bureau.run(&["witness", "keygen", "--name", "a", "a.key"]).ok();
    let secret = ["--key", "a.key", "--secret", "a.secret"];
    bureau.run(&[&["witness", "commit", "--draw", "d", "a.commit"][..], &secret].concat()).ok();
    bureau.run(&[&["witness", "open", "a.open"][..], &secret].concat()).ok();
    let (early, late) = (pulse("1000"), pulse("657413"));
    let freeze_at = |draw, at| ["draw", "freeze", draw, "--plan", PLAN, "--at", at, "--without-not-before"];

    let failures: [(&str, &[&str], i32, &str); 20] = [
        (BEFORE, &["draw", "status", "nobody"], 2, "没有抽取 nobody"),
        (BEFORE, &["draw", "status", "NOBODY"], 2, "抽取编号"),
        (BEFORE, &freeze_at("d", AFTER), 6, "已冻结"),
        (BEFORE, &freeze_at("e", PULSE_TIME), 6, "已属于抽取 d"),
        (AFTER, &freeze_at("e", PULSE_TIME), 5, "为时已晚"),
        (BEFORE, &["draw", "run", "d"], 5, "为时过早"),
        (AFTER, &["draw", "run", "d", "--pulse", &early], 3, "不能采用"),
        (AFTER, &["draw", "run", "d", "--pulse", &late, "--pulse", &early], 2, "2个脉冲文件"),
        (BEFORE, &["draw", "open", "d"], 6, "还没有种子"),
        (BEFORE, &["draw", "replace", "d"], 5, "还没有结果"),
        (BEFORE, &["draw", "void", "d", "--reason", "No reason"], 2, "--reason"),
        (BEFORE, &["draw", "reveal", "d", "--witness", "a", "--file", "a.open"], 3, "不是抽取 d 的见证人"),
        (BEFORE, &["draw", "export", "d", ".", "--public"], 6, "没有覆盖"),
        (BEFORE, &["log", "cosign"], 2, "信任策略"),
        (BEFORE, &["log", "request", "nobody", "request"], 2, "不是信任策略中的见证人"),
        (BEFORE, &["log", "proof", "commit", "e/1"], 2, "没有条目"),
        (BEFORE, &["log", "consistency", "8", "9"], 2, "小的在前"),
        (BEFORE, &["verify", "nowhere"], 2, "证据包"),
        (BEFORE, &["witness", "keygen", "--name", "a", "a.key"], 6, "无法写入"),
        (BEFORE, &["witness", "keygen", "--name", "A B", "b.key"], 2, "密钥名称"),
    ];
    for (time, args, exit, wanted) in failures {
        let said = bureau.in_chinese(&[args, &["--clock", time]].concat()).exits(exit).says(&[wanted]);
        assert!(said.err.contains(wanted), "{args:?} does not say {wanted} on stderr: {}", said.err);
        assert!(longest_english(&said.err) <= MOST_WORDS, "{args:?} speaks English: {}", said.err);
    }
}

/// The parser's own words stand behind the place and the rule in Chinese.
#[test]
fn a_file_that_does_not_parse_is_explained_in_chinese() {
    let bureau = filled();
    let plan = bureau.read("plan.toml");
    let publish = |text: String| {
        bureau.write("p.toml", text);
        bureau.in_chinese(&["plan", "amend", "p.toml", "--reason", "试", "--clock", BEFORE]).exits(3)
    };
    publish(plan.replace("domain = ", "domian = "))
        .says(&["第9行第1列：不认识的项“domian”", "unknown field"]);
    publish(plan.replace("year = 2023\n", "")).says(&["缺少一项：“year”"]);
    publish(plan.replace("year = 2023", "year = \"2023\"")).says(&["第3行第8列：值的类型不对"]);
    publish(plan.replace("name = \"任务\"", "name = \"任务")).says(&["第8行第"]);
    bureau.write("m.toml", "kind = subjects\n");
    let import = ["import", "subjects", "subjects.csv", "--map", "m.toml"];
    bureau.in_chinese(&import).exits(2).says(&["映射 m.toml：第1行第8列：不合 TOML 写法"]);
    bureau.write("l.toml", "kind = \"notice\"\nnam = \"x\"\n");
    let export = ["plan", "export", PLAN, "t.xlsx", "--layout", "l.toml", "--clock", BEFORE];
    bureau.in_chinese(&export).exits(3).says(&["第2行第1列：不认识的项“nam”"]);
    bureau.write("suicha.toml", bureau.read("suicha.toml") + "[deadline]\n");
    bureau.in_chinese(&["plan", "list"]).exits(2).says(&["配置 ", "列：不认识的项“deadline”"]);
}

/// Length of the longest row of words that consist of plain letters.
fn longest_english(text: &str) -> usize {
    let plain = |word: &str| {
        let word = word.trim_matches(|c: char| c.is_ascii_punctuation());
        !word.is_empty() && word.bytes().all(|b| b.is_ascii_alphabetic())
    };
    let (mut longest, mut row) = (0, 0);
    for word in text.split_whitespace() {
        row = if plain(word) { row + 1 } else { 0 };
        longest = longest.max(row);
    }
    longest
}
