//! One cell: a damaged copy of a bureau, one command, and how it ended.

use super::super::{Bureau, snapshot};
use super::moments::{Moment, Undisturbed, handed_out};
use super::tables::{Change, dump};
use std::collections::BTreeMap;
use std::fmt;

/// What is damaged, how, and what is run then.
pub struct Cell<'a> {
    moment: &'a Moment,
    command: &'a Undisturbed,
    what: String,
    damage: Damage,
}

enum Damage {
    /// The file has these bytes, or is gone.
    File(String, Option<Vec<u8>>),
    /// A row of the archive.
    Row(Change),
}

/// How a cell may end.
#[derive(Debug)]
pub enum Outcome {
    Refused,
    Repaired,
    Unaffected,
    Configuration,
}

/// What a command left: its answer, the files, and the rows of the archive.
pub struct After {
    pub exit: i32,
    pub out: String,
    pub err: String,
    files: BTreeMap<String, Vec<u8>>,
    rows: String,
}

/// Files whose content is an order, not a record.
const ORDERS: [&str; 2] = ["suicha.toml", "policy.txt"];

impl<'a> Cell<'a> {
    pub fn of_file(
        moment: &'a Moment,
        name: &str,
        damage: &str,
        bytes: &Option<Vec<u8>>,
        command: &'a Undisturbed,
    ) -> Self {
        let damaged = Damage::File(name.to_owned(), bytes.clone());
        Self { moment, command, what: format!("{name} {damage}"), damage: damaged }
    }

    pub fn of_row(moment: &'a Moment, change: Change, command: &'a Undisturbed) -> Self {
        Self { moment, command, what: change.to_string(), damage: Damage::Row(change) }
    }
}

impl Cell<'_> {
    /// Whether it is an order that was changed, and whoever reads the answer can see it.
    fn obeyed(&self) -> bool {
        let Damage::File(name, bytes) = &self.damage else { return false };
        let own_policy = self.command.args.iter().any(|arg| arg == "--policy");
        match name.as_str() {
            "policy.txt" => true,
            // The reader has brought a policy of his own; without the salt key a bundle is the public one.
            "out/log-policy.txt" => own_policy,
            "out/salt.key" => bytes.is_none(),
            // The value stands in the seed transcript; the file only says when it was given.
            "out/opening-a.txt" => bytes.is_none(),
            _ => false,
        }
    }

    /// Whether the damage is that a partial tile is gone which the command's own head has outgrown.
    fn outgrown(&self) -> bool {
        matches!(&self.damage, Damage::File(name, None) if name.contains(".p/"))
    }
}

impl fmt::Display for Cell<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: {}", self.moment.name, self.what, self.command.args.join(" "))
    }
}

/// Runs a command in a whole bureau, and `fsck` after it.
pub fn undisturbed(files: &[(String, Vec<u8>)], args: Vec<String>) -> Undisturbed {
    let bureau = Bureau::bare();
    write(&bureau, files);
    let after = run_in(&bureau, &args);
    let fsck = run_in(&bureau, &fsck(&args));
    Undisturbed { args, after, fsck }
}

fn write(bureau: &Bureau, files: &[(String, Vec<u8>)]) {
    for (name, bytes) in files {
        let path = bureau.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
}

fn run_in(bureau: &Bureau, args: &[String]) -> After {
    let answer = bureau.run(&args.iter().map(String::as_str).collect::<Vec<_>>());
    let files = snapshot(&bureau.path("."));
    let kept = |(name, _): &(String, Vec<u8>)| !name.starts_with("archive.sqlite");
    let rows = dump(bureau);
    After {
        exit: answer.exit,
        out: answer.out,
        err: answer.err,
        files: files.into_iter().filter(kept).collect(),
        rows,
    }
}

/// Tries a cell. The error says what is wrong with its end.
pub fn judge(cell: &Cell) -> Result<Outcome, String> {
    let bureau = Bureau::bare();
    write(&bureau, &cell.moment.files);
    match &cell.damage {
        Damage::File(name, Some(bytes)) => bureau.write(name, bytes),
        Damage::File(name, None) => std::fs::remove_file(bureau.path(name)).unwrap(),
        Damage::Row(change) => change.make(&bureau),
    }
    let (wanted, found) = (&cell.command.after, run_in(&bureau, &cell.command.args));
    match found.exit {
        _ if (found.exit, masked(&found.out)) == (wanted.exit, masked(&wanted.out)) => {
            accepted(cell, &bureau, wanted, &found)
        }
        _ if cell.obeyed() => Ok(Outcome::Configuration),
        // Stored is the same; only what is told beside it reads the roster in force.
        0 if cell.command.args[0] == "import" && found.err.is_empty() => {
            accepted(cell, &bureau, wanted, &found)
        }
        0 => Err(format!("another answer: {}\n  instead of: {}", found.out, wanted.out)),
        1 | -1 | 101 => Err(format!("exit {}: {}{}", found.exit, found.out, found.err)),
        _ => refused(cell, &found),
    }
}

/// A refusal names what is damaged and says what to do, or lists what differs.
fn refused(cell: &Cell, found: &After) -> Result<Outcome, String> {
    // Of an archive `fsck` says only at the end which one it is; of a row each line must say what it is.
    let lists = matches!(cell.damage, Damage::Row(_)) && cell.command.args[0] == "fsck";
    let out = found.out.lines().filter(|line| !lists || line.starts_with("differs: "));
    let said = format!("{}\n{}", out.collect::<Vec<_>>().join("\n"), found.err);
    let (names, listed) = match &cell.damage {
        Damage::File(name, _) => (of_file(name), found.exit == 4 || handed_out(name)),
        Damage::Row(change) => (change.names(), found.exit == 4),
    };
    let advised = found.err.lines().any(|line| line.starts_with("  ")) || listed;
    // What was given to be verified is what a discrepancy is about.
    let given = matches!(&cell.damage, Damage::File(name, _) if found.exit == 4 && handed_out(name));
    match (given || names.iter().any(|name| said.contains(name.as_str()))) && advised {
        true => Ok(Outcome::Refused),
        false => Err(format!("exit {}, without one of {names:?} or advice: {said}", found.exit)),
    }
}

/// What a message may call a file.
fn of_file(name: &str) -> Vec<String> {
    let last = name.rsplit('/').next().unwrap_or(name);
    let mut names = vec![name.to_owned(), last.to_owned()];
    for (start, word) in
        [("archive", "archive"), ("log/", "published"), ("a.state", "witness"), ("out/", "out")]
    {
        if name.starts_with(start) {
            names.push(word.into());
        }
    }
    names
}

fn accepted(cell: &Cell, bureau: &Bureau, wanted: &After, found: &After) -> Result<Outcome, String> {
    let damaged = match &cell.damage {
        Damage::File(name, _) => name.as_str(),
        Damage::Row(_) => "archive.sqlite",
    };
    let order = ORDERS.contains(&damaged);
    let salted = [["draw", "freeze"], ["credit", "decide"], ["credit", "propose"]];
    let salted = salted.iter().any(|verb| cell.command.args[..2] == verb[..]);
    let random = wanted.out.contains("commitment.txt") || salted;
    for (name, bytes) in &wanted.files {
        let same = found.files.get(name).is_some_and(|found| found == bytes || random);
        if !same && name != damaged {
            return Err(format!("{name} is not as after the undisturbed run"));
        }
    }
    if let Some(name) = found.files.keys().find(|name| !wanted.files.contains_key(*name)) {
        return Err(format!("{name} is there, unlike after the undisturbed run"));
    }
    let same_rows = random || found.rows == wanted.rows;
    if !same_rows && !damaged.starts_with("archive.sqlite") {
        return Err("the archive is not as after the undisturbed run".into());
    }
    // Where every run has keys of its own, only `fsck` can tell whether the rows are whole.
    let unseen = random && damaged.starts_with("archive.sqlite");
    let whole = found.files.get(damaged) == wanted.files.get(damaged) && same_rows && !unseen;
    if cell.obeyed() {
        return Ok(Outcome::Configuration);
    }
    if handed_out(damaged) {
        return match whole || damaged.ends_with("lock") {
            true => Ok(Outcome::Repaired),
            false => Err("accepted as if it were whole".into()),
        };
    }
    let named = run_in(bureau, &fsck(&cell.command.args));
    let same_as_whole = masked(&named.out) == masked(&cell.command.fsck.out);
    match (whole, same_as_whole) {
        (true, true) => Ok(Outcome::Repaired),
        (false, true) if unseen || (random && found.files.contains_key(damaged)) => Ok(Outcome::Repaired),
        (false, false) if cell.outgrown() && named.exit == cell.command.fsck.exit => Ok(Outcome::Repaired),
        (true, false) if named.exit == 4 && damaged == "archive.sqlite" => Ok(Outcome::Unaffected),
        (false, _) if order => Ok(Outcome::Configuration),
        (true, false) => Err(format!("whole again, but fsck says: {}{}", named.out, named.err)),
        (false, true) => Err("neither the command nor fsck noticed".into()),
        (false, false) if named.exit < 2 => {
            Err(format!("fsck ends with {}: {}{}", named.exit, named.out, named.err))
        }
        (false, false) => Ok(Outcome::Unaffected),
    }
}

/// `fsck` at the time of a command.
pub fn fsck(args: &[String]) -> Vec<String> {
    let clock = args.iter().position(|arg| arg == "--clock").map_or(&[][..], |at| &args[at..at + 2]);
    [&["fsck".to_owned()], clock].concat()
}

/// An answer without digests, which random keys make different every time.
fn masked(text: &str) -> String {
    let digest = |word: &str| word.len() == 64 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    text.split_inclusive(|c: char| !c.is_ascii_hexdigit())
        .map(|word| {
            let bare = word.trim_end_matches(|c: char| !c.is_ascii_hexdigit());
            if digest(bare) { format!("#{}", &word[bare.len()..]) } else { word.to_owned() }
        })
        .collect()
}
