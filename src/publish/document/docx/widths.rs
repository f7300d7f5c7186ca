//! How wide the columns of a table are: as their shares say, and none narrower than the longest word that
//! stands in it, where a browser widens the column by itself.

use super::{Look, MARGINS, Table, WIDTH};
use crate::publish::document::letters::longest;

/// Widths of all columns. What is too narrow is widened; the columns with the most to spare, names mostly,
/// give way. Where there is no room for all words, the shares stand as they are.
pub(super) fn widths(table: &Table) -> Vec<u32> {
    let shared = table.widths(WIDTH);
    let needs: Vec<u32> = (0..shared.len()).map(|at| need(table, at)).collect();
    if needs.iter().sum::<u32>() > WIDTH {
        return shared;
    }
    let mut widths: Vec<u32> = shared.iter().zip(&needs).map(|(width, need)| *width.max(need)).collect();
    for _ in WIDTH..widths.iter().sum() {
        let spare = widths.iter_mut().zip(&needs).max_by_key(|(width, need)| **width - **need);
        spare.into_iter().for_each(|(width, _)| *width -= 1);
    }
    widths
}

/// Width of a column with its longest word on one line.
fn need(table: &Table, at: usize) -> u32 {
    let cells = table.rows.iter().filter_map(|row| row.get(at));
    let words = cells.chain([&table.columns[at].0]).map(|text| longest(text));
    words.max().unwrap_or(0) + if table.look == Look::Grid { MARGINS.1 } else { MARGINS.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(columns: &[(&str, u16)], cells: &[&str]) -> Table {
        Table {
            columns: columns.iter().map(|(heading, share)| ((*heading).to_owned(), *share)).collect(),
            rows: vec![cells.iter().map(|cell| (*cell).to_owned()).collect()],
            look: Look::Numbers { labels: 1, total: false },
            caption: None,
        }
    }

    #[test]
    fn the_column_with_room_to_spare_gives_way_to_words() {
        let table = table(&[("name", 60), ("rate of completion", 4), ("n", 6)], &["a b", "1", "2"]);
        let [name, completion, n] = widths(&table)[..] else { panic!() };
        assert_eq!(n, table.widths(WIDTH)[2], "what has room stays");
        assert_eq!(completion, longest("completion") + MARGINS.0);
        assert_eq!(name + completion + n, WIDTH);
    }

    #[test]
    fn shares_stand_where_they_will_do_or_nothing_will() {
        let wide =
            table(&[("名称", 3), ("户数", 1)], &["很长的名称，处处可以换行，长过一行也不要紧", "1,234"]);
        assert_eq!(widths(&wide), wide.widths(WIDTH));
        let digest = "ab".repeat(60);
        let full = table(&[("name", 3), ("digest", 1)], &["a", &digest]);
        assert_eq!(widths(&full), full.widths(WIDTH));
        assert_eq!(widths(&table(&[("name", 1)], &[&digest])), [WIDTH]);
    }
}
