//! What a workbook hides: columns and rows of one sheet (a filter hides rows as well). The reader of
//! cells tells of hidden sheets and nothing of these, so the sheet's part is looked through once more,
//! and parsed only where the word stands in it. Whether anything is written there is `xlsx`'s to see,
//! what is said of it `source`'s. ECMA-376 part 1, 18.3.1.13 (`col`) and 18.3.1.73 (`row`).

use super::error::IngestError;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;
use zip::ZipArchive;

/// The attribute that hides.
const WORD: &[u8] = b"hidden";

/// Where the workbook's own part is, unless the package says otherwise.
const BOOK: &str = "xl/workbook.xml";

/// Hidden columns and rows of a sheet, as first and last, from 0.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Hidden {
    pub columns: Vec<(u32, u32)>,
    pub rows: Vec<(u32, u32)>,
    /// The number of a row that states none.
    next: u32,
}

impl Hidden {
    /// What the sheet of a workbook hides.
    pub(super) fn of(path: &Path, sheet: &str) -> Result<Self, IngestError> {
        let file = File::open(path).map_err(|error| IngestError::io(path, error))?;
        let broken = |error: &dyn std::fmt::Display| IngestError::workbook(path, error);
        let mut package = Package(ZipArchive::new(BufReader::new(file)).map_err(|e| broken(&e))?);
        let Some(part) = package.part_of(sheet).map_err(|e| broken(&e))? else { return Ok(Self::default()) };
        if !package.mentions(&part).map_err(|e| broken(&e))? {
            return Ok(Self::default());
        }
        let mut hidden = Self::default();
        package.elements(&part, |element| hidden.see(element)).map_err(|e| broken(&e))?;
        Ok(hidden)
    }

    /// Whether a column is hidden.
    pub(super) fn column(&self, column: u32) -> bool {
        self.columns.iter().any(|(first, last)| (*first..=*last).contains(&column))
    }

    /// Whether a row is hidden.
    pub(super) fn row(&self, row: u32) -> bool {
        let at = self.rows.partition_point(|(_, last)| *last < row);
        self.rows.get(at).is_some_and(|(first, _)| *first <= row)
    }

    fn see(&mut self, element: &BytesStart<'_>) {
        let name = element.local_name();
        let is = |word: &str| name.as_ref() == word;
        let number = |name: &str| value(element, name)?.parse::<u32>().ok()?.checked_sub(1);
        let shown = value(element, "hidden").is_none_or(|word| word != "1" && word != "true");
        if is("row") {
            let row = number("r").unwrap_or(self.next);
            self.next = row + 1;
            match self.rows.last_mut() {
                _ if shown => {}
                Some((_, last)) if *last + 1 == row => *last = row,
                _ => self.rows.push((row, row)),
            }
        } else if is("col") && !shown {
            self.columns.extend(number("min").zip(number("max")));
        }
    }
}

/// A workbook as the parts it is packed of.
struct Package(ZipArchive<BufReader<File>>);

impl Package {
    /// The part that holds a sheet.
    fn part_of(&mut self, sheet: &str) -> Result<Option<String>, String> {
        let mut book = BOOK.to_owned();
        self.elements("_rels/.rels", |element| {
            let kind = value(element, "Type").unwrap_or_default();
            if let Some(target) = value(element, "Target").filter(|_| kind.ends_with("/officeDocument")) {
                book = target.trim_start_matches('/').to_owned();
            }
        })?;
        let mut id = None;
        self.elements(&book, |element| {
            if element.local_name().as_ref() == "sheet" && value(element, "name").as_deref() == Some(sheet) {
                let mut all = element.attributes();
                let mut ids = all.with_checks(false).flatten();
                let found = ids.find(|one| one.key.local_name().as_ref() == "id");
                id = found.map(|one| one.value.into_owned());
            }
        })?;
        let (dir, name) = book.rsplit_once('/').map_or(("", book.as_str()), |(dir, name)| (dir, name));
        let below = |target: &str| match target.strip_prefix('/') {
            Some(whole) => whole.to_owned(),
            None if dir.is_empty() => target.to_owned(),
            None => format!("{dir}/{target}"),
        };
        let mut part = None;
        self.elements(&below(&format!("_rels/{name}.rels")), |element| {
            if id.is_some() && value(element, "Id") == id {
                part = value(element, "Target").map(|target| below(&target));
            }
        })?;
        Ok(part)
    }

    /// Whether the word stands anywhere in a part; one that is not there says nothing.
    fn mentions(&mut self, part: &str) -> Result<bool, String> {
        let Some(mut text) = self.open(part)? else { return Ok(false) };
        let mut buffer = vec![0; 1 << 16];
        // The end of what was read before stays in front: the word may be cut in two.
        let mut kept = 0;
        loop {
            let read = text.read(&mut buffer[kept..]).map_err(|e| e.to_string())?;
            if read == 0 {
                return Ok(false);
            }
            let end = kept + read;
            if memchr::memmem::find(&buffer[..end], WORD).is_some() {
                return Ok(true);
            }
            kept = end.min(WORD.len() - 1);
            buffer.copy_within(end - kept..end, 0);
        }
    }

    /// Shows the elements of a part, in order.
    fn elements(&mut self, part: &str, mut see: impl FnMut(&BytesStart<'_>)) -> Result<(), String> {
        let Some(text) = self.open(part)? else { return Ok(()) };
        let mut reader = Reader::from_reader(BufReader::new(text));
        reader.config_mut().check_end_names = false;
        let mut buffer = Vec::new();
        loop {
            match reader.read_event_into(&mut buffer).map_err(|e| e.to_string())? {
                Event::Start(element) | Event::Empty(element) => see(&element),
                Event::Eof => return Ok(()),
                _ => {}
            }
            buffer.clear();
        }
    }

    /// A part, however the program that packed it wrote its name.
    fn open(&mut self, part: &str) -> Result<Option<impl Read>, String> {
        let same = |name: &str| name.replace('\\', "/").eq_ignore_ascii_case(part);
        let name = self.0.file_names().flatten().find(|name| same(name)).map(|name| name.into_owned());
        let Some(name) = name else { return Ok(None) };
        self.0.by_name(&name).map(Some).map_err(|e| e.to_string())
    }
}

/// The value of an attribute, its entities resolved.
fn value(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = element.try_get_attribute(name).ok()??;
    attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok().map(|text| text.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(text: &str) -> Hidden {
        let mut reader = Reader::from_str(text);
        let mut hidden = Hidden::default();
        loop {
            match reader.read_event().unwrap() {
                Event::Start(element) | Event::Empty(element) => hidden.see(&element),
                Event::Eof => return hidden,
                _ => {}
            }
        }
    }

    #[test]
    fn columns_and_rows_are_found_whatever_their_prefix() {
        let hidden = seen(
            "<x:cols><x:col min=\"2\" max=\"4\" hidden=\"1\"/><x:col min=\"5\" max=\"5\"/></x:cols>\
             <row r=\"3\" hidden=\"true\"/><row r=\"4\" hidden=\"1\"><c/></row><row r=\"5\" hidden=\"0\"/><row r=\"8\"/><row hidden=\"1\"/>",
        );
        assert_eq!(hidden, Hidden { columns: vec![(1, 3)], rows: vec![(2, 3), (8, 8)], next: 9 });
        assert_eq!([0, 1, 3, 4].map(|column| hidden.column(column)), [false, true, true, false]);
        assert_eq!([1, 2, 3, 4, 8, 9].map(|row| hidden.row(row)), [false, true, true, false, true, false]);
    }
}
