//! Encodings and damaged bytes.

use super::*;
use ingest::Encoding;

fn gb(text: &str) -> Vec<u8> {
    encoding_rs::GB18030.encode(text).0.into_owned()
}

fn table() -> String {
    format!(
        "统一社会信用代码,企业名称,登记状态\r\n{},甲乙丙有限公司,存续\r\n{},何\u{20087}商店,存续\r\n",
        code(1),
        code(2)
    )
}

#[test]
fn one_roster_in_every_encoding() {
    let dir = Dir::new();
    let text = table();
    let files = [
        dir.write("a.csv", &text),
        dir.write("b.csv", format!("\u{feff}{text}")),
        dir.write("c.csv", gb(&text)),
        dir.write("d.csv", text.replace("\r\n", "\n")),
        dir.write("e.csv", text.trim_end()),
    ];
    let decisions = ["UTF-8", "UTF-8 (BOM)", "GB18030", "UTF-8", "UTF-8"];
    let digests: Vec<_> = files
        .iter()
        .zip(decisions)
        .map(|(file, decision)| {
            let (rows, tally) = subjects(std::slice::from_ref(file), None).unwrap();
            assert_eq!((rows.len(), tally.encodings[0].1.as_str()), (2, decision));
            tally.digest
        })
        .collect();
    assert!(digests.windows(2).all(|pair| pair[0] == pair[1]));
}

#[test]
fn a_stated_encoding_overrides_the_decision() {
    let dir = Dir::new();
    let files = [dir.write("c.csv", gb(&table()))];
    let codebook = codebook();
    let source = Source { encoding: Some(Encoding::Utf8), ..Source::of(&files, &codebook) };
    let error = ingest::subjects(&source, &mut |_| {}, &mut |_| Ok(())).unwrap_err();
    assert!(matches!(error, IngestError::NoHeadings { .. }), "{error}");
}

#[test]
fn a_row_in_another_encoding_is_an_error_of_its_own() {
    let dir = Dir::new();
    let row = |n| format!("{},甲乙丙有限公司,存续\n", code(n));
    let mut mixed = format!("统一社会信用代码,企业名称,登记状态\n{}{}", row(1), row(2)).into_bytes();
    mixed.extend(gb(&row(3)));
    mixed.extend(row(4).as_bytes());
    mixed.extend(b"9132,\xff\xff,1\n");
    let (rows, tally) = subjects(&[dir.write("utf8.csv", &mixed)], None).unwrap();
    assert_eq!(
        (rows.len(), told(&tally, Rule::MixedEncoding).0, told(&tally, Rule::Undecodable).0),
        (3, vec![4], vec![6])
    );
    assert_eq!(tally.encodings[0].1, "UTF-8, 2 lines do not fit it");

    let mut mixed = gb(&format!("统一社会信用代码,企业名称,登记状态\n{}{}", row(1), row(2)));
    mixed.extend(row(3).as_bytes());
    let (rows, tally) = subjects(&[dir.write("gb.csv", &mixed)], None).unwrap();
    assert_eq!((rows.len(), told(&tally, Rule::MixedEncoding).0), (2, vec![4]));
}
