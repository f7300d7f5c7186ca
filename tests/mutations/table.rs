//! Which checks must fail, by file and class of change.
//!
//! A row is for all files of its name, `*` standing for any letters; behind a colon, for lines of one
//! key. The most particular row counts. A cell holds the numbers of the checks that fail, joined by
//! `+`, and no other may; `ok` where nothing can tell, `-` where the class changes nothing. `a/b`: `a`
//! where the file is no longer of its form (§1), `b` where it is and says something else.

use super::classes::Class;
use std::collections::BTreeSet;

/// Changes as they are, no hash repaired; the same in both views of both draws.
pub const CHANGED: &str = "
file                     missing flip value  removed twice added swapped
commit.txt               4       4    4      4       4     4     4
plan-*.txt               4       4    4      4       4     4     4
frame-t.csv              4       4    4      4       4     4     4
frame-z.csv              9       4    4      4       4     4     4
inspectors.csv           9       4    4      4       4     4     4
recusals.csv             9       4    4      4       4     4     4
salt.key                 8       4    4      4       4     4     -
pseudonyms.csv           11      4    4      4       4     4     4
not-before.txt           11      2    2      2       2     2     2
witness-*.txt            11      6    6      6       6     6     6
opening-*.txt            ok      1    1      1       1     1     1
seed.txt                 11      4    4      4       4     4     4
seed.txt:witness         -       -    6      4       4     4     4
seed.txt:embargo         -       -    6      4       4     4     -
seed.txt:pulse           -       -    7      4       4     4     -
pulse-*.txt              11      7    7      7       7     7     7
thresholds.csv           8       4    4/8    4/8     4     4     4
selected-*.csv           8       4    4/8    4/8     4     4     4
drawn-z.csv              ok      8    8      8       8     8     8
teams.csv                9       4    4/9    4/9     4     4/9   4
result.txt               11      4    4/1    4/1     4     4     4
void.txt                 11      4    4/1    4       4     4     4
replace-1.txt            10      1    1      1       1     1     1
replaced-1.txt           10      10   10     10      10    10    10
replace-pulse-1-*.txt    10      10   10     10      10    10    10
teams-1.csv              10      10   10     10      10    10    10
log-*.txt                1       1    1      1       1     1     1
log-policy.txt:blank     -       ok   -      -       -     -     -
log-policy.txt:group     -       -    ok     1       1     1     -
log-policy.txt:witness   -       -    1      1       1     1     ok
log-policy.txt:log~witness -     -    -      -       -     -     ok
";

/// Exceptions: what one view of one draw does not have or need.
pub const CHANGED_IN: &str = "
view         file              missing
drawn-public log-replace-1.txt ok
void-public  not-before.txt    ok
void-public  witness-*.txt     ok
void-public  pulse-*.txt       ok
void-public  seed.txt          ok
";

/// A value changed and everything recomputed that needs no private key: with the log's proofs left
/// in, without them, and without them for a reader who has the published log; then the same of the
/// public view. `ok` without the log is no accident: whoever draws anew from other inputs is betrayed
/// by the log alone (and by a registry extract, check 5).
pub const FORGED: &str = "
file                     kept    alone  read      public  alone  read
commit.txt               4       4      4         4       4      4
commit.txt:draw          4       4      4         4/1+6   4/6    4/6+11
commit.txt:task          4       4      4         1       ok     1
commit.txt:inspectors    4       4      4         1       ok     1
commit.txt:recusals      4       4      4         1       ok     1
commit.txt:not-before    1+2     2      1+2+10    1+2     2      1+2
commit.txt:witness       1+6     6      1+6+10    1+6     6      1+6
commit.txt:embargo       1+6     6      1+6+10    1+6     6      1+6
plan-*.txt               4/1     4/ok   4/1+10    4/1     4/ok   4/1
plan-*.txt:draw-time     1+3     3      1+3+10    1+3     3      1+3
frame-t.csv              4/1     4/ok   4/1+10    4/1     4/ok   4/1
frame-z.csv              4/1     4/ok   4/1+10    -       -      -
inspectors.csv           4/1     4/ok   4/1+10    -       -      -
recusals.csv             4/1     4/ok   4/1+10    -       -      -
salt.key                 4       4      4         -       -      -
pseudonyms.csv           4       4      4         -       -      -
not-before.txt           1+2     2      1+2       1+2     2      1+2
witness-*.txt            1+6     6      1+6       1+6     6      1+6
opening-*.txt            1       6      1         1       6      1
seed.txt                 4       4      4         4       4      4
seed.txt:witness         1+6     6      1+6+10    1+6     6      1+6
seed.txt:embargo         1+6     6      1+6+10    1+6     6      1+6
seed.txt:pulse           1+7     7      1+7+10    1+7     7      1+7
pulse-*.txt              1+7     7      1+7       1+7     7      1+7
thresholds.csv           4/1+8   4/8    4/1+8     4/1+8   4/8    4/1+8
selected-t.csv           4/1+8   4/8    4/1+8     4/1+8   4/8    4/1+8
selected-z.csv           4/1+8   4/8    4/1+8     -       -      -
drawn-z.csv              8       8      8         8       8      8
teams.csv                4/1+9   4/9    4/1+9     -       -      -
result.txt               4/1     4/11   4/1       4/1     4/11   4/1
result.txt:task          1       11     1         1       ok     1
result.txt:visits        1       11     1         1       ok     1
result.txt:seats         1       11     1         1       ok     1
void.txt                 4/1     4/11   4/1       4/1     4/11   4/1
void.txt:reason          1       ok     1         1       ok     1
void.txt:would-be        1       11     1         1       ok     1
replace-1.txt            1       10     1         -       -      -
replace-1.txt:skip       1       ok     1         -       -      -
replaced-1.txt           10      10     10        -       -      -
replace-pulse-1-*.txt    10      10     10        -       -      -
teams-1.csv              10      10     10        -       -      -
log-*.txt                1       -      -         1       -      -
log-policy.txt:group     ok      -      -         ok      -      -
";

/// A row of a table and its cells.
struct Row {
    pattern: String,
    cells: Vec<String>,
}

/// A table, and which of its rows and cells were used.
pub struct Table {
    rows: Vec<Row>,
    used: BTreeSet<(usize, usize)>,
}

impl Table {
    /// Reads a text as above.
    pub fn read(text: &str) -> Self {
        let row = |line: &str| {
            let mut words = line.split_whitespace().map(str::to_owned);
            Row { pattern: words.next().unwrap(), cells: words.collect() }
        };
        let rows: Vec<Row> = text.trim().lines().skip(1).map(row).collect();
        let columns = rows[0].cells.len();
        rows.iter().for_each(|row| assert_eq!(row.cells.len(), columns, "{}", row.pattern));
        Self { rows, used: BTreeSet::new() }
    }

    /// The checks that must fail, where the table says anything of this file and key.
    pub fn expected(&mut self, file: &str, key: &str, column: usize, of_its_form: bool) -> BTreeSet<u8> {
        let particular = self.position(&format!("{file}:{key}"), true);
        let row = particular.or_else(|| self.position(file, false));
        let row = row.unwrap_or_else(|| panic!("the table has no row for {file}"));
        self.used.insert((row, column));
        checks(&self.rows[row].cells[column], of_its_form).unwrap_or_else(|| {
            panic!("{file}:{key}, column {column}: the table says that nothing is changed")
        })
    }

    fn position(&self, name: &str, keyed: bool) -> Option<usize> {
        let fits = |row: &Row| row.pattern.contains(':') == keyed && fits(&row.pattern, name);
        self.rows.iter().position(fits)
    }

    /// Every cell that says something has been tried.
    pub fn all_used(&self) {
        for (number, row) in self.rows.iter().enumerate() {
            for (column, cell) in row.cells.iter().enumerate() {
                let used = self.used.contains(&(number, column));
                assert_eq!(used, cell != "-", "{}, column {column}: {cell}", row.pattern);
            }
        }
    }
}

/// The numbers of a cell; none where it is `-`.
fn checks(cell: &str, of_its_form: bool) -> Option<BTreeSet<u8>> {
    let (malformed, wrong) = cell.split_once('/').unwrap_or((cell, cell));
    match if of_its_form { wrong } else { malformed } {
        "-" => None,
        "ok" => Some(BTreeSet::new()),
        cell => Some(cell.split('+').map(|number| number.parse().unwrap()).collect()),
    }
}

/// Whether a name fits a pattern with at most one `*`.
pub fn fits(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        Some((start, end)) => name.starts_with(start) && name.ends_with(end),
        None => pattern == name,
    }
}

/// The column of a class.
pub fn column(class: Class) -> usize {
    class as usize
}
