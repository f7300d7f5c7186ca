//! Cells of lists for the credit archive: days, sums in 万元, and words of the closed lists as systems
//! write them. A cell that cannot be read is told and keeps its row out.

use super::super::rule::Rule;
use super::super::{Field, Findings, Row, clean, dates};
use super::seen;
use crate::core::credit::public;
use crate::core::credit::unit::fen_of_wan;
use crate::core::credit::words::{Domain, Flag, Manner, Party, Procedure, Punished, Reason, Set, Word};
use crate::core::time::Date;

/// A row whose cells are being read.
pub(super) struct Cells<'a, 'b> {
    pub row: &'a Row<'b>,
    pub out: &'a mut Findings,
    /// Nothing was wrong so far.
    pub good: bool,
}

impl Cells<'_, '_> {
    fn wrong(&mut self, rule: Rule, field: Field, value: &str) {
        self.out.add(rule, self.row.layout.heading(field), value);
        self.good = false;
    }

    /// A cell that must hold something.
    pub fn filled(&mut self, field: Field) {
        if clean::text(&self.row.get(field)).text.is_empty() {
            self.wrong(Rule::CreditMissing, field, "");
        }
    }

    /// Words.
    pub fn words(&mut self, field: Field) -> String {
        seen(self.row, field, self.out).replace('\n', " ")
    }

    /// Words that may be shown to everybody: no number of a person or a telephone, and not too many.
    pub fn shown(&mut self, field: Field) -> String {
        let cell = self.words(field);
        if let Some(number) = public::personal(&cell) {
            self.wrong(
                Rule::CreditPersonal,
                field,
                &format!("{}…", number.chars().take(3).collect::<String>()),
            );
        } else if cell.chars().count() > public::LONGEST {
            self.wrong(Rule::CreditLong, field, &cell.chars().take(20).collect::<String>());
        }
        cell
    }

    /// A day, and nothing less; 长期 is the last one there is.
    pub fn day(&mut self, field: Field) -> Option<Date> {
        let cell = self.words(field);
        if cell.is_empty() {
            return None;
        }
        let read = dates::read(&cell, false).filter(|read| read.precision == dates::Precision::Day);
        match read {
            Some(read) => {
                if read.changed {
                    self.out.add(Rule::DateNormalised, self.row.layout.heading(field), "");
                }
                Some(read.date)
            }
            None => {
                self.wrong(Rule::OutcomeDate, field, &cell);
                None
            }
        }
    }

    /// A sum in 万元, in fen.
    pub fn fen(&mut self, field: Field) -> Option<u64> {
        let cell = self.words(field);
        if cell.is_empty() {
            return None;
        }
        let fen = fen_of_wan(&cell);
        if fen.is_none() {
            self.wrong(Rule::CreditAmount, field, &cell);
        }
        fen
    }

    /// Kinds of a penalty: the words of the list, `;`, 、 or + between them.
    pub fn kinds(&mut self) -> Set<Punished> {
        self.several(Field::Kinds, Punished::ALL, punished)
    }

    /// Further facts.
    pub fn flags(&mut self) -> Set<Flag> {
        self.several(Field::Flags, Flag::ALL, |flag, cell| cell == flag.word() || cell == flag.said().0)
    }

    fn several<T: Word>(&mut self, field: Field, all: &[T], means: impl Fn(T, &str) -> bool) -> Set<T> {
        let cell = self.words(field);
        let parts = cell.split(['、', '，', ',', '；', ';', '+', '|']).map(str::trim);
        let mut set = Set::default();
        for part in parts.filter(|part| !part.is_empty()) {
            match all.iter().find(|word| means(**word, part)) {
                Some(word) => set = set.with(*word),
                None => self.wrong(Rule::CreditWord, field, part),
            }
        }
        set
    }

    /// One word of a list.
    pub fn one<T: Copy>(&mut self, field: Field, all: &[T], means: impl Fn(T, &str) -> bool) -> Option<T> {
        let cell = self.words(field);
        if cell.is_empty() {
            return None;
        }
        let found = all.iter().copied().find(|word| means(*word, &cell));
        if found.is_none() {
            self.wrong(Rule::CreditWord, field, &cell);
        }
        found
    }

    /// The province of the authority, from any code of six digits.
    pub fn region(&mut self) -> Option<u32> {
        let cell = self.words(Field::Region);
        if cell.is_empty() {
            return None;
        }
        let code = clean::strip_float(&cell).parse::<u32>().ok();
        let province =
            code.filter(|code| (100_000..=999_999).contains(code)).map(|code| code / 10_000 * 10_000);
        if province.is_none() {
            self.wrong(Rule::CreditWord, Field::Region, &cell);
        }
        province
    }

    /// The year of an annual report.
    pub fn year(&mut self) -> Option<u16> {
        let cell = self.words(Field::Year);
        if cell.is_empty() {
            return None;
        }
        let text = clean::strip_float(cell.trim_end_matches("年度").trim_end_matches('年')).to_owned();
        let year = text.parse::<u16>().ok().filter(|year| (2000..=9998).contains(year));
        if year.is_none() {
            self.wrong(Rule::CreditWord, Field::Year, &cell);
        }
        year
    }
}

/// 处罚类别: the list's words, or what systems of the double publicity write.
fn punished(kind: Punished, cell: &str) -> bool {
    let known: &[&str] = match kind {
        Punished::Warning => &["警告"],
        Punished::Criticism => &["通报批评"],
        Punished::Fine => &["罚款"],
        Punished::Confiscation => &["没收", "没收违法所得", "没收非法财物", "没收违法所得和非法财物"],
        Punished::Suspend => &["暂扣许可证件", "暂扣许可证", "暂扣执照"],
        Punished::Downgrade => &["降低资质等级"],
        Punished::Revoke => &["吊销许可证件", "吊销许可证", "吊销执照", "吊销营业执照"],
        Punished::RestrictBusiness => &["限制开展生产经营活动"],
        Punished::StopBusiness => &["责令停产停业"],
        Punished::Close => &["责令关闭"],
        Punished::RestrictWork => &["限制从业"],
        Punished::Other => &["其他", "其他-"],
    };
    cell == kind.word() || known.contains(&cell)
}

pub(super) fn procedure(word: Procedure, cell: &str) -> bool {
    cell == word.word() || cell == word.said().0 || (word == Procedure::Ordinary && cell == "一般程序")
}

pub(super) fn domain(word: Domain, cell: &str) -> bool {
    cell == word.word() || cell == word.said().0
}

/// An individual business is, before thresholds and hearings, a natural person.
pub(super) fn party(word: Party, cell: &str) -> bool {
    let known: &[&str] = match word {
        Party::Natural => &["自然人", "个体工商户", "个人"],
        Party::Organisation => &["法人及非法人组织", "法人", "法人或其他组织", "非法人组织"],
    };
    cell == word.word() || known.contains(&cell)
}

pub(super) fn reason(word: Reason, cell: &str) -> bool {
    let known: &[&str] = match word {
        Reason::Reported => &["补报年度报告", "已补报年度报告并公示"],
        Reason::Complied => &["已履行公示义务"],
        Reason::Corrected => &["更正", "已更正公示信息"],
        Reason::Contacted => &["通过登记的住所或者经营场所可以联系", "变更登记", "重新取得联系"],
        Reason::Correction => &["更正（撤销）移出", "更正撤销", "撤销"],
        Reason::Deregistered => &["注销", "吊销"],
        Reason::Renamed | Reason::Expired | Reason::Repaired | Reason::Void => &[],
    };
    cell == word.word() || cell == word.said().0 || known.contains(&cell)
}

pub(super) fn manner(word: Manner, cell: &str) -> bool {
    cell == word.word() || cell == word.said().0
}
