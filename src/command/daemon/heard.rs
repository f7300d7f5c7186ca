//! What a command says on stderr, as records of the daemon's log where that is JSON: one for each line, neither too long
//! nor too many. Whatever else it says is read and left out, so that no command waits for its reader.

use std::io::{BufRead, BufReader, Read, copy, sink};
use std::sync::mpsc::{Receiver, channel};

/// Bytes of a line that make one record; a longer line makes several.
const LONGEST: u64 = 2000;

/// Records of one run.
const MOST: usize = 200;

/// Listens to its end; then the receiver hears that nobody speaks any more.
pub fn listen(job: &str, from: impl Read + Send + 'static) -> Receiver<()> {
    let job = job.to_owned();
    let (open, closed) = channel();
    std::thread::spawn(move || {
        let left_out = lines(from, |line| tracing::warn!(job, "{line}"));
        if left_out > 0 {
            tracing::warn!(job, bytes = left_out, "it said more, which is left out");
        }
        drop(open);
    });
    closed
}

/// Hands over line after line; the bytes that were too many.
fn lines(from: impl Read, mut each: impl FnMut(&str)) -> u64 {
    let mut from = BufReader::new(from);
    for _ in 0..MOST {
        let mut line = Vec::new();
        match from.by_ref().take(LONGEST).read_until(b'\n', &mut line) {
            Ok(0) | Err(_) => return 0,
            Ok(_) => {}
        }
        let line = String::from_utf8_lossy(&line);
        if !line.trim().is_empty() {
            each(line.trim_end());
        }
    }
    copy(&mut from, &mut sink()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(text: &[u8]) -> (Vec<String>, u64) {
        let mut all = Vec::new();
        let left_out = lines(text, |line| all.push(line.to_owned()));
        (all, left_out)
    }

    #[test]
    fn each_line_is_a_record_and_not_more_than_there_is_room_for() {
        assert_eq!(heard(b""), (vec![], 0));
        let (all, left_out) = heard("suicha: 有误\n\n  remedy\r\nno end".as_bytes());
        assert_eq!((all, left_out), (["suicha: 有误", "  remedy", "no end"].map(str::to_owned).to_vec(), 0));
        let (all, left_out) = heard(&b"x".repeat(4500));
        assert_eq!(all.iter().map(String::len).collect::<Vec<_>>(), [2000, 2000, 500]);
        assert_eq!(left_out, 0);
        let (all, left_out) = heard("line\n".repeat(300).as_bytes());
        assert_eq!((all.len(), left_out), (200, 500));
        assert_eq!(heard(b"\xff\n").0, ["\u{fffd}"]);
    }
}
