//! One bad row in a large file. The file here has some 50 MB; 1 GB was tried by hand.

use super::*;
use std::io::Write as _;

const ROWS: usize = 260_000;
const BAD: usize = 173_214;

fn write_big(path: &Path) {
    let mut file = std::io::BufWriter::new(std::fs::File::create(path).unwrap());
    file.write_all(
        "id,name,type,status,region,authority,station,industry,labels,risk_class,established,licence_until,\
         last_inspected,inspected_this_year,address,representative,contact,phone,备注,来源\n"
            .as_bytes(),
    )
    .unwrap();
    for n in 0..ROWS {
        let mut key = code(n);
        if n == BAD {
            key.replace_range(5..6, if &key[5..6] == "0" { "1" } else { "0" });
        }
        writeln!(
            file,
            "{key},某某市第{n}号食品销售有限公司,1130,存续,320381,某某市市场监督管理局,城关所,F5223,食品,b,2014-08-09,\
             2027-08-09,2023-05-06,1,某某市某某镇某某路{n}号,,,,,登记系统"
        )
        .unwrap();
    }
}

#[test]
fn one_bad_row_in_a_large_file_is_found_by_its_number() {
    let dir = Dir::new();
    let path = dir.path("big.csv");
    write_big(&path);
    let size = std::fs::metadata(&path).unwrap().len();
    assert!(size > 45_000_000, "{size} bytes");
    let codebook = codebook();
    let files = [path];
    let source = Source::of(&files, &codebook);
    // Chunks bound what is held at once: a block of 1 MB has some 5 000 of these rows.
    let (mut largest, mut chunks, mut last) = (0, 0, 0);
    let started = std::time::Instant::now();
    let tally = ingest::subjects(&source, &mut |rows| last = rows, &mut |chunk| {
        largest = largest.max(chunk.len());
        chunks += 1;
        Ok(())
    })
    .unwrap();
    println!("{ROWS} rows, {size} bytes in {:?}", started.elapsed());
    assert_eq!((tally.rows_in, tally.rejected, last), (ROWS as u64, 1, ROWS as u64));
    assert_eq!(told(&tally, Rule::KeyCheck).0, [BAD as u64 + 2]);
    assert!(largest < 20_000 && chunks > 40, "{chunks} chunks, the largest of {largest} rows");
}

#[test]
fn a_sink_that_fails_stops_the_import() {
    let dir = Dir::new();
    let files = [dir.write("s.csv", format!("id,name,status\n{},甲,1\n", code(1)))];
    let codebook = codebook();
    let source = Source::of(&files, &codebook);
    let full = || IngestError::Sink("disk full".into());
    let error = ingest::subjects(&source, &mut |_| {}, &mut |_| Err(full())).unwrap_err();
    assert_eq!(error.to_string(), "the accepted rows could not be stored: disk full");
    assert_eq!(error.exit(), suicha::error::Exit::Outside);
}
