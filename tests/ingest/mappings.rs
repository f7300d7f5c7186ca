//! Foreign layouts through mapping files.

use super::*;
use suicha::core::registry::KeyKind;

fn parse(text: &str) -> Result<Mapping, IngestError> {
    Mapping::parse("test.toml", text)
}

#[test]
fn a_mapping_renames_replaces_and_keeps_the_latest() {
    let map = parse(
        "kind = \"subjects\"\nkey = \"other\"\nskip-empty = [\"name\"]\nwarn-empty = [\"risk_class\"]\nextra = [\"Note\"]\n\
         [columns]\nid = \"No\"\nname = \"Title\"\nrisk_class = \"Risk\"\n\
         [constants]\nstatus = \"1\"\nstation = \"city\"\n\
         [transform.id]\nstrip = true\nupper = true\nprefix = \"M-\"\n\
         [values.risk_class]\n1 = \"risk-1\"\n\
         [duplicates]\nby = [\"id\"]\nkeep = \"latest\"\norder-by = \"Date\"\n",
    )
    .unwrap();
    let dir = Dir::new();
    let text = "No,Title,Risk,Date,Note,Unused\na1 ,new,1,2012/3/1,n,x\nA1,old,1,2012-02-28,o,x\nb2,two,,2012-01-01,,x\n\
                c3,,1,2012-01-01,,x\n,no key,1,2012-01-01,,x\nA1,tie,1,2012-03-01,t,x\n";
    let (rows, tally) = subjects(&[dir.write("f.csv", text)], Some(&map)).unwrap();
    let found: Vec<_> =
        rows.iter().map(|row| (row.id.as_str(), row.name.as_str(), row.extra.as_str())).collect();
    assert_eq!(found, [("M-B2", "two", ""), ("M-A1", "tie", "Note=t")], "of equals the last in the file");
    assert_eq!(rows[1].risk_class.as_ref().map(Name::as_str), Some("risk-1"));
    assert_eq!(rows[1].key_kind, KeyKind::Other);
    assert_eq!((tally.merged, tally.skipped, tally.rejected), (2, 1, 1));
    assert_eq!((told(&tally, Rule::Superseded).1, told(&tally, Rule::SkipEmptyField).1), (2, 1));
    assert_eq!((told(&tally, Rule::ValueMissing).0, told(&tally, Rule::KeyMissing).0), (vec![4], vec![6]));
}

#[test]
fn a_wrong_mapping_says_what_is_wrong() {
    let subject = "kind = \"subjects\"\n[columns]\nid = \"a\"\nname = \"b\"\n";
    for (text, part) in [
        ("kind = \"things\"", "no kind"),
        ("kind = \"subjects\"\n[columns]\nid = \"a\"", "\"name\" has neither"),
        ("kind = \"subjects\"\ncolour = 1", "unknown field"),
        (&format!("{subject}wrong = \"c\""), "\"wrong\" is no field"),
        (&format!("{subject}[constants]\nid = \"1\""), "both a column and a constant"),
        (&format!("encoding = \"latin1\"\n{subject}"), "no encoding"),
    ] {
        let error = parse(text).unwrap_err().to_string();
        assert!(error.contains(part), "{text}: {error}");
    }
    let map = parse("kind = \"subjects\"\n[columns]\nid = \"Number\"\nname = \"Title\"\n").unwrap();
    let dir = Dir::new();
    let file = dir.write("f.csv", "Numbr,Title\n1,a\n");
    let error = subjects(std::slice::from_ref(&file), Some(&map)).unwrap_err().to_string();
    assert!(error.ends_with("needs the headings Number; the file has \"Numbr\""), "{error}");
    assert!(matches!(inspectors(&[file], Some(&map)), Err(IngestError::Mapping { .. })));
}

#[test]
fn every_shipped_mapping_parses() {
    for entry in std::fs::read_dir(repository("data/maps")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        Mapping::parse(&name, &std::fs::read_to_string(&path).unwrap())
            .unwrap_or_else(|error| panic!("{error}"));
    }
}

/// A city's real inspection file, where it is at hand: 26 461 violation rows.
#[test]
fn a_real_inspection_file_becomes_three_rosters() {
    let file = repository("../shared/data/minneapolis_inspections_2011_2013.csv");
    if !file.exists() {
        println!("skipped: {} is not there", file.display());
        return;
    }
    let map = |name: &str| {
        parse(&std::fs::read_to_string(repository(&format!("data/maps/minneapolis-{name}.toml"))).unwrap())
            .unwrap()
    };
    let (rows, tally) = subjects(std::slice::from_ref(&file), Some(&map("subjects"))).unwrap();
    assert_eq!(tally.rows_in, 26_461);
    assert_eq!(told(&tally, Rule::KeyMissing).1, tally.rejected, "{:?}", tally.issues_total);
    assert_eq!(tally.rejected, 1_028);
    assert_eq!(told(&tally, Rule::ValueMissing).1, 5);
    assert!(rows.iter().all(|row| row.station.as_ref().map(Name::as_str) == Some("city")));
    let (_, again) = subjects(std::slice::from_ref(&file), Some(&map("subjects"))).unwrap();
    assert_eq!(tally.digest, again.digest);
    let (people, tally) = inspectors(std::slice::from_ref(&file), Some(&map("inspectors"))).unwrap();
    assert_eq!((people.len(), tally.rejected), (23, 26));
    let (pairs, tally) = recusals(&[file], Some(&map("recusals"))).unwrap();
    assert!(
        pairs.len() <= rows.len() && pairs.len() > rows.len() * 9 / 10,
        "{} of {}",
        pairs.len(),
        rows.len()
    );
    assert!(tally.rejected >= 1_028);
}
