//! Tables of a report as a word processor sets them: no word of a heading or cell is wider than its column.

use super::figures::inspected;

/// Bold Arial, which headings are set in: thousandths of the size that letters take.
const ARIAL: [(u32, &str); 14] = [
    (278, "Iijl.,/|"),
    (238, "'"),
    (333, "ft()[]-:;!"),
    (389, "r*"),
    (500, "z"),
    (556, "aceksvxyJ0123456789$_"),
    (584, "+=<>"),
    (611, "bdghnopquFLTZ?"),
    (667, "EPSVXY"),
    (722, "ABCDHKNRU&"),
    (778, "GOQw"),
    (833, "M"),
    (889, "m%"),
    (944, "W"),
];

/// Twentieths of a point that a word takes at 9 pt, rounded up.
fn wide(word: &str) -> u32 {
    let of = |c: char| {
        ARIAL.iter().find(|(_, letters)| letters.contains(c)).unwrap_or_else(|| panic!("{c} in {word}")).0
    };
    (word.chars().map(of).sum::<u32>() * 180).div_ceil(1000)
}

/// What stands between two marks, each time.
fn between<'a>(text: &'a str, open: &'a str, close: &'a str) -> impl Iterator<Item = &'a str> {
    text.split(open).skip(1).map(move |rest| rest.split(close).next().unwrap())
}

/// A table: the room in each column, and the words there.
fn columns(table: &str) -> Vec<(u32, Vec<String>)> {
    let margins = if table.contains("\"TableGrid\"") { 160 } else { 120 };
    let widths = between(table, "<w:gridCol w:w=\"", "\"").map(|width| width.parse::<u32>().unwrap());
    let mut columns: Vec<(u32, Vec<String>)> = widths.map(|width| (width - margins, Vec::new())).collect();
    assert_eq!(columns.iter().map(|(room, _)| room + margins).sum::<u32>(), 9638, "A4 less its margins");
    for row in between(table, "<w:tr>", "</w:tr>") {
        let cells: Vec<&str> = between(row, "<w:tc>", "</w:tc>").collect();
        assert_eq!(cells.len(), columns.len());
        for ((_, words), cell) in columns.iter_mut().zip(cells) {
            for line in between(cell, "<w:t xml:space=\"preserve\">", "</w:t>") {
                let line = line.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
                // A line may break at a space, after a hyphen, beside what is not Latin.
                let latin = line.split(|c: char| c == ' ' || c >= '\u{2000}');
                words.extend(latin.flat_map(|word| word.split_inclusive('-')).map(str::to_owned));
            }
        }
    }
    columns
}

#[test]
fn every_column_is_wide_enough_for_its_longest_word() {
    let (bureau, _) = inspected();
    for (length, period) in [("month", "2023-09"), ("year", "2023")] {
        bureau.run(&["report", length, period, "--out", length, "--clock", "2023-11-20T10:00:00+08:00"]).ok();
        // Entries of the ZIP file are stored as they are.
        let docx = std::fs::read(bureau.path(&format!("{length}/report.docx"))).unwrap();
        let text = String::from_utf8_lossy(&docx);
        let (mut tables, mut narrow, mut seen) = (0, Vec::new(), Vec::new());
        for table in between(&text, "<w:tbl>", "</w:tbl>") {
            tables += 1;
            for (room, words) in columns(table) {
                let word = words.into_iter().max_by_key(|word| wide(word)).unwrap_or_default();
                if wide(&word) > room {
                    narrow.push(format!(
                        "table {tables}: {word} is {} wide, there is room for {room}",
                        wide(&word)
                    ));
                }
                seen.push(word);
            }
        }
        assert!(narrow.is_empty(), "{length}: {narrow:#?}");
        assert!(
            tables > 20 && seen.iter().any(|word| word == "completion"),
            "{length}: {tables} tables, {seen:?}"
        );
    }
}
