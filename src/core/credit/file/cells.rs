//! Cells of the rule files: what may stand in each, and what is said where it does not.

use super::Line;
use crate::core::credit::code::Code;
use crate::core::credit::rule::{Earliest, Law, Limit, Purpose};
use crate::core::credit::words::{Set, Word};
use crate::core::datafile::Problem;
use crate::core::lang::Twin;
use crate::core::text::number;
use crate::core::workdays::Term;

pub(super) const PURPOSES: [(&str, Purpose); 4] = [
    ("ground", Purpose::Ground),
    ("duty", Purpose::Duty),
    ("action", Purpose::Action),
    ("trigger", Purpose::Trigger),
];

/// A row that collects what is wrong with it.
pub(in crate::core::credit) struct Cells<'a, 'b, const N: usize> {
    pub row: &'a Line<'b, N>,
    pub problems: &'a mut Vec<Problem>,
}

/// One of a list by its word.
pub(super) fn pick<const N: usize, T: Copy>(
    c: &mut Cells<N>,
    heading: &'static str,
    all: &[T],
    word: impl Fn(T) -> &'static str,
) -> Option<T> {
    let found = all.iter().copied().find(|one| word(*one) == c.row.get(heading));
    if found.is_none() {
        let known: Vec<&str> = all.iter().map(|one| word(*one)).collect();
        c.wanted(heading, &known.join(", "));
    }
    found
}

impl<const N: usize> Cells<'_, '_, N> {
    /// A problem of a cell.
    pub fn say(&mut self, heading: &'static str, rule: Twin) {
        let remedy = Twin::new("请照文件开头的说明填写", "write it as the head of the file says");
        self.problems.push(self.row.problem(heading, rule, remedy));
    }

    /// What would be allowed.
    pub fn wanted(&mut self, heading: &'static str, wanted: &str) {
        let rule = Twin::new("写法不对", "this is not allowed here");
        let remedy = Twin::new(format!("可用：{wanted}"), format!("write {wanted}"));
        self.problems.push(self.row.problem(heading, rule, remedy));
    }

    /// A cell as a function understands it.
    pub fn read<T>(
        &mut self,
        heading: &'static str,
        wanted: &str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let value = parse(self.row.get(heading));
        if value.is_none() {
            self.wanted(heading, wanted);
        }
        value
    }

    /// One of a table of words.
    pub fn one_of<T: Copy>(&mut self, heading: &'static str, all: &[(&'static str, T)]) -> Option<T> {
        let found = all.iter().find(|(word, _)| *word == self.row.get(heading)).map(|(_, value)| *value);
        if found.is_none() {
            let known: Vec<&str> =
                all.iter().map(|(word, _)| *word).filter(|word| !word.is_empty()).collect();
            self.wanted(heading, &known.join(", "));
        }
        found
    }

    /// A code of the closed list that belongs into this column.
    pub fn code(&mut self, heading: &'static str, belongs: impl Fn(Code) -> bool) -> Option<Code> {
        let code = Code::parse(self.row.get(heading)).filter(|code| belongs(*code));
        if code.is_none() {
            let rule = Twin::new("没有这个规则代码", "there is no such code here");
            let remedy = Twin::new(
                "代码表是固定的，见随程序附带的文件",
                "the codes are a closed list: see the file that is shipped",
            );
            self.problems.push(self.row.problem(heading, rule, remedy));
        }
        code
    }

    /// A set of words.
    pub fn set<T: Word>(&mut self, heading: &'static str) -> Option<Set<T>> {
        let known: Vec<&str> = T::LIST.iter().map(|word| word.name()).collect();
        self.read(heading, &format!("{} (with + between them, in this order)", known.join("+")), Set::parse)
    }

    /// `yes` or `no`.
    pub fn yes(&mut self, heading: &'static str) -> Option<bool> {
        self.one_of(heading, &[("yes", true), ("no", false)])
    }

    /// A number.
    pub fn number(&mut self, heading: &'static str) -> Option<u64> {
        self.read(heading, "a number without leading zeros", number)
    }

    /// A term, or nothing.
    pub fn term(&mut self, heading: &'static str) -> Option<Option<Term>> {
        self.read(heading, "3 m, 1 y, 60 d or nothing", |text| match text {
            "" => Some(None),
            _ => text.parse().ok().map(Some),
        })
    }

    /// When something is due.
    pub fn limit(&mut self, heading: &'static str) -> Option<Limit> {
        self.read(heading, "20 wd, 10 d, same or nothing", |text| match text {
            "" => Some(Limit::Unset),
            "same" => Some(Limit::Same),
            _ => text.parse().ok().map(Limit::Term),
        })
    }

    /// From when an exit can be applied for.
    pub fn earliest(&mut self, heading: &'static str) -> Option<Earliest> {
        self.read(heading, "3 m, 1 y, never or nothing", |text| match text {
            "" => Some(Earliest::Now),
            "never" => Some(Earliest::Never),
            _ => text.parse().ok().filter(|term| !matches!(term, Term::Workdays(_))).map(Earliest::After),
        })
    }

    /// The text in both languages.
    pub fn twin(&mut self) -> Option<Twin> {
        Some(Twin::new(self.filled("what")?, self.filled("what_en")?))
    }

    /// Basis, source and days in force.
    pub fn law(&mut self) -> Option<Law> {
        let from = self.keep(self.row.date("from"));
        let to = match self.row.get("to") {
            "" => Some(None),
            _ => self.keep(self.row.date("to")).map(Some),
        };
        let (basis, source) = (self.filled("basis"), self.filled("source"));
        let confirmed = self.yes("confirmed");
        let law = Law { basis: basis?, source: source?, from: from?, to: to?, confirmed: confirmed? };
        if law.to.is_some_and(|to| to < law.from) {
            self.say("to", Twin::new("失效日早于生效日", "it ends before it begins"));
        }
        Some(law)
    }

    fn filled(&mut self, heading: &'static str) -> Option<String> {
        self.keep(self.row.filled(heading)).map(str::to_owned)
    }

    fn keep<T>(&mut self, read: Result<T, Problem>) -> Option<T> {
        read.map_err(|problem| self.problems.push(problem)).ok()
    }
}
