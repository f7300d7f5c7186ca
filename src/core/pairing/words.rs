//! A shortage in the words of a bureau, in Chinese and English: which seats, who could fill them,
//! what is missing, what would help. The complete lists stand in the [`Certificate`] itself.

use super::shortage::{Certificate, Shortage};
use crate::core::lang::Lang;
use std::fmt::Write;

/// How many seats, people or visits are listed before "and so on".
const LISTED: usize = 12;

impl Certificate {
    /// The certificate for a person to read: several lines, each ended by LF.
    pub fn text(&self, lang: Lang) -> String {
        let mut text = String::new();
        for shortage in &self.shortages {
            shortage.tell(lang, &mut text).expect("writing to a string cannot fail");
        }
        text
    }
}

impl Shortage {
    fn tell(&self, lang: Lang, text: &mut String) -> std::fmt::Result {
        let (short, needed) = (self.short_by, self.needed);
        let filled = needed - short;
        writeln!(
            text,
            "{}",
            lang.pick(
                format!("执法检查人员不足：下列 {needed} 个席位最多只能落实 {filled} 个，缺 {short} 个。"),
                format!(
                    "not enough inspectors: of the following {needed} seats at most {filled} can be \
                     filled, {short} cannot."
                ),
            )
        )?;
        writeln!(text, "{}", lang.pick("涉及席位：", "seats:").to_owned() + &self.seat_list(lang))?;
        writeln!(text, "{}", self.staff_line(lang))?;
        if !self.helpers.is_empty() {
            writeln!(text, "{}", self.helper_line(lang))?;
        }
        writeln!(text, "{}", self.remedy(lang))
    }

    fn seat_list(&self, lang: Lang) -> String {
        let seats = self.seats.iter().map(|seat| {
            let key = match (seat.key.as_str(), lang) {
                ("", Lang::Zh) => "不限",
                ("", Lang::En) => "anybody",
                (key, _) => key,
            };
            lang.pick(
                format!("{} 第 {} 类席位（{key}）{} 个", seat.visit, seat.class, seat.n),
                format!(" {} seat {} ({key}) x{}", seat.visit, seat.class, seat.n),
            )
        });
        list(lang, seats)
    }

    fn staff_line(&self, lang: Lang) -> String {
        if self.staff.is_empty() {
            return lang
                .pick(
                    "能够担任的人：没有（或仅有下述一次性人选）。",
                    "people who could fill them: none (but for those named below).",
                )
                .into();
        }
        let staff = self.staff.iter().map(|one| {
            lang.pick(
                format!("{}（上限 {}）", one.pseudonym, one.cap),
                format!(" {} (cap {})", one.pseudonym, one.cap),
            )
        });
        let staff = list(lang, staff);
        let capacity = self.capacity;
        lang.pick(
            format!("能够担任的人：{staff}；上限合计 {capacity} 个席位，均已用满。"),
            format!("people who could fill them:{staff}; caps of {capacity} in all, used up."),
        )
    }

    fn helper_line(&self, lang: Lang) -> String {
        let helpers = self.helpers.iter().map(|one| {
            lang.pick(
                format!("{}：{}", one.visit, one.pseudonyms.join("、")),
                format!(" {}: {}", one.visit, one.pseudonyms.join(" ")),
            )
        });
        let helpers = list(lang, helpers);
        lang.pick(
            format!("同一户内只能再担任一个席位的人：{helpers}。"),
            format!("people who can fill one seat of a visit, not a second one:{helpers}."),
        )
    }

    fn remedy(&self, lang: Lang) -> String {
        let short = self.short_by;
        let caps = if self.staff.is_empty() {
            lang.pick(String::new(), String::new())
        } else {
            lang.pick(
                format!("将上述人员的上限合计提高至少 {short}（raise-cap）；"),
                format!("raise the caps of these people by at least {short} in all (raise-cap); "),
            )
        };
        lang.pick(
            format!(
                "可行的办法：{caps}允许其他单位或具备其他标签的人员担任（widen）；\
                 为现有人员补充所需标签；核对涉及这些检查对象的回避；\
                 或将 {short} 个席位空缺并予以公布（leave-open）。"
            ),
            format!(
                "what would help: {caps}admit inspectors of another unit or tag (widen); give more \
                 inspectors the tags asked for; review the recusals from these subjects; or leave \
                 {short} seats open and publish them as such (leave-open)."
            ),
        )
    }
}

fn list(lang: Lang, items: impl ExactSizeIterator<Item = String>) -> String {
    let more = items.len().saturating_sub(LISTED);
    let mut text = items.take(LISTED).collect::<Vec<_>>().join(lang.pick("；", ","));
    if more > 0 {
        text += &lang.pick(format!("；另有 {more} 项"), format!(", and {more} more"));
    }
    text
}
