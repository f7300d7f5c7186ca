//! Codes of a plan in the words of a bureau: scopes, quotas, rates by class. Not what decides: the
//! hashed plan text does, and it is written in codes.

use crate::annual::{Task, TaskStratum};
use crate::core::id::Name;
use crate::core::lang::Lang;
use crate::core::outcome::Method;
use crate::core::registry::Status;
use crate::core::row::Codebook;
use crate::core::row::reference::region_name;
use crate::core::stratum::{Quota, Share};

/// `企业、个体户；标签：食品经营`.
pub fn scope(text: &str, book: &Codebook, lang: Lang) -> String {
    if text == "all" {
        return lang.pick("全部检查对象", "all subjects").into();
    }
    let one = |condition: &str| {
        let (field, values) = condition.split_once('=').unwrap_or((condition, ""));
        let words: Vec<String> = values.split('|').map(|code| value(field, code, book, lang)).collect();
        let words = words.join(lang.pick("、", ", "));
        match heading(field, lang) {
            "" => words,
            heading => format!("{heading}{words}"),
        }
    };
    text.split(' ').map(one).collect::<Vec<_>>().join(lang.pick("；", "; "))
}

fn heading(field: &str, lang: Lang) -> &'static str {
    match field {
        "region" => lang.pick("地区：", "region: "),
        "station" => lang.pick("管辖单位：", "station: "),
        "industry" => lang.pick("行业代码：", "industry: "),
        "label" => lang.pick("监管标签：", "label: "),
        "kind" => lang.pick("代码种类：", "kind of number: "),
        "status" => lang.pick("登记状态：", "state: "),
        "risk" => lang.pick("信用风险", "credit risk "),
        _ => "",
    }
}

fn value(field: &str, code: &str, book: &Codebook, lang: Lang) -> String {
    if let Some(start) = code.strip_suffix('*') {
        return lang.pick(format!("{start}开头"), format!("{start}…"));
    }
    let named =
        |find: fn(&Codebook, &Name) -> String| Name::new(code).map_or(code.into(), |name| find(book, &name));
    match field {
        "group" => group(code, lang).into(),
        "region" => region_name(code).unwrap_or(code).into(),
        "station" => named(|book, name| book.unit_name(name).to_owned()),
        "label" => named(|book, name| book.tag_name(name).to_owned()),
        "status" => Status::from_code(code).map_or(code.into(), |known| status(known, lang).to_owned()),
        "risk" => class(code, lang),
        _ => code.into(),
    }
}

fn group(code: &str, lang: Lang) -> &str {
    match code {
        "enterprise" => lang.pick("企业", "enterprises"),
        "cooperative" => lang.pick("农民专业合作社", "farmers' cooperatives"),
        "individual" => lang.pick("个体工商户", "individual businesses"),
        "rep-office" => lang.pick("外国企业代表机构", "representative offices"),
        "other" => lang.pick("其他主体", "others"),
        code => code,
    }
}

/// The words of 检查方式, each of the closed list in the language; what is not on it stays as it is.
pub fn methods(text: &str, lang: Lang) -> String {
    let one = |word: &str| match Method::read(word) {
        Ok(found) if lang == Lang::En && found.len() == 1 => found[0].english().to_owned(),
        _ => word.to_owned(),
    };
    let words: Vec<String> = parts(text).map(|word| one(&word)).collect();
    words.join(lang.pick("、", ", "))
}

/// 组织层级; a word that is none of the closed list stays as it is.
pub fn level(text: &str, lang: Lang) -> String {
    let english = LEVELS.iter().find(|(zh, ..)| *zh == text).map(|(_, en, _)| *en);
    lang.pick(text, english.unwrap_or(text)).to_owned()
}

/// 抽查检查模式: who draws and who inspects, where one level does both.
pub fn mode(level: &str, lang: Lang) -> String {
    let Some(short) = level.strip_suffix('级').filter(|short| !short.is_empty()) else {
        return String::new();
    };
    let english = LEVELS.iter().find(|(zh, ..)| *zh == level);
    match (lang, english) {
        (Lang::En, Some((_, _, who))) => format!("drawn and inspected by the {who}"),
        _ => format!("{short}抽{short}查"),
    }
}

/// Levels, the same as an adjective in English, and whose they are.
const LEVELS: [(&str, &str, &str); 5] = [
    ("国家级", "national", "state"),
    ("省级", "provincial", "province"),
    ("市级", "city", "city"),
    ("县级", "county", "county"),
    ("所级", "station", "station"),
];

/// What several lists name, each thing once: an entry loses the things at its head that another names
/// already, or names more exactly (`营业执照` beside `营业执照正本、副本`).
pub fn each_once<'a>(entries: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut lists: Vec<Vec<String>> = Vec::new();
    for entry in entries {
        let list: Vec<String> = parts(entry).collect();
        if !lists.contains(&list) {
            lists.push(list);
        }
    }
    let named = |lists: &[Vec<String>], at: usize, thing: &str| {
        lists.iter().enumerate().filter(|(other, _)| *other != at).any(|(other, list)| {
            let same =
                |known: &String| known == thing && other < at || known != thing && known.starts_with(thing);
            list.iter().any(same)
        })
    };
    for at in 0..lists.len() {
        while lists[at].first().is_some_and(|thing| named(&lists, at, thing)) {
            lists[at].remove(0);
        }
    }
    lists.retain(|list| !list.is_empty());
    lists.iter().map(|list| list.join("、")).collect()
}

/// The parts of a text that lists several.
pub fn parts(text: &str) -> impl Iterator<Item = String> {
    text.split(['、', '，', ',', '；']).map(|part| part.trim().to_owned()).filter(|part| !part.is_empty())
}

fn status(status: Status, lang: Lang) -> &'static str {
    let english = match status {
        Status::Active => "active",
        Status::Revoked => "revoked, not deregistered",
        Status::RevokedDeregistered => "revoked and deregistered",
        Status::Deregistered => "deregistered",
        Status::Rescinded => "rescinded",
        Status::MovedOut => "moved out",
        Status::Other => "other",
    };
    lang.pick(status.word(), english)
}

fn class(code: &str, lang: Lang) -> String {
    let class = code.to_ascii_uppercase();
    lang.pick(format!("{class}类"), format!("class {class}"))
}

/// `3%`, `2‰（最少1户）`, `20户`.
pub fn quota(text: &str, lang: Lang) -> String {
    let Ok(quota) = text.parse::<Quota>() else { return text.into() };
    let share = match quota.share {
        Share::Count(n) => lang.pick(format!("{n}户"), n.to_string()),
        Share::Rate { p, q, .. } if 100 % q == 0 => format!("{}%", p * (100 / q)),
        Share::Rate { p, q, .. } if 1000 % q == 0 => format!("{}‰", p * (1000 / q)),
        Share::Rate { p, q, .. } => format!("{p}/{q}"),
    };
    let mut bounds = Vec::new();
    // A floor of one subject is custom and goes without saying in tables of rates.
    if let Some(min) = quota.min.filter(|min| *min > 1) {
        bounds.push(lang.pick(format!("最少{min}户"), format!("at least {min}")));
    }
    if let Some(max) = quota.max {
        bounds.push(lang.pick(format!("最多{max}户"), format!("at most {max}")));
    }
    match bounds.is_empty() {
        true => share,
        false => {
            let bounds = bounds.join(lang.pick("，", ", "));
            lang.pick(format!("{share}（{bounds}）"), format!("{share} ({bounds})"))
        }
    }
}

/// Whether a stratum is a class of credit risk.
fn by_risk(stratum: &TaskStratum) -> bool {
    stratum
        .conditions
        .as_deref()
        .is_some_and(|conditions| conditions.starts_with("risk=") && !conditions.contains(' '))
}

/// The rates of the strata, those by credit risk (`Some(true)`), the others, or all.
pub fn rates(task: &Task, risk: Option<bool>, book: &Codebook, lang: Lang) -> String {
    let strata: Vec<&TaskStratum> =
        task.strata.iter().filter(|stratum| risk.is_none_or(|risk| by_risk(stratum) == risk)).collect();
    let one = |stratum: &&TaskStratum| {
        let share = quota(&stratum.quota, lang);
        match stratum.conditions.as_deref() {
            None if task.strata.len() == 1 => share,
            None => lang.pick(format!("其余{share}"), format!("others {share}")),
            Some(text) => match text.strip_prefix("risk=").filter(|_| by_risk(stratum)) {
                Some(codes) => {
                    let classes: Vec<String> = codes.split('|').map(|code| class(code, lang)).collect();
                    format!("{} {share}", classes.join(lang.pick("、", ", ")))
                }
                None => format!("{} {share}", scope(text, book, lang)),
            },
        }
    };
    strata.iter().map(one).collect::<Vec<_>>().join(lang.pick("，", ", "))
}

/// The number of subjects where the plan fixes it.
pub fn fixed(task: &Task) -> Option<u64> {
    let count = |stratum: &TaskStratum| match stratum.quota.parse::<Quota>().ok()?.share {
        Share::Count(n) => Some(n),
        Share::Rate { .. } => None,
    };
    task.strata.iter().map(count).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn things_are_named_once() {
        let once = |entries: &[&str]| each_once(entries.iter().copied()).join("、");
        assert_eq!(once(&["营业执照正本、副本", "营业执照", "租赁合同"]), "营业执照正本、副本、租赁合同");
        assert_eq!(once(&["营业执照", "营业执照正本、副本"]), "营业执照正本、副本");
        assert_eq!(
            once(&["营业执照、食品经营许可证", "健康证明", "营业执照、章程"]),
            "营业执照、食品经营许可证、健康证明、章程"
        );
        assert_eq!(once(&["许可证正本、副本", "营业执照正本、副本"]), "许可证正本、副本、营业执照正本、副本");
        assert_eq!(once(&[]), "");
    }

    #[test]
    fn closed_lists_are_in_the_language_of_the_paper() {
        assert_eq!(methods("实地检查、书面核实、网络监测", Lang::En), "visit, 书面核实, online monitoring");
        assert_eq!(methods("实地检查, 网络监测", Lang::Zh), "实地检查、网络监测");
        assert_eq!((level("县级", Lang::En), level("县级", Lang::Zh)), ("county".into(), "县级".into()));
        assert_eq!(level("开发区", Lang::En), "开发区");
        assert_eq!(mode("市级", Lang::Zh), "市抽市查");
        assert_eq!(mode("市级", Lang::En), "drawn and inspected by the city");
        assert_eq!(scope("status=1|6", &Codebook::default(), Lang::En), "state: active, moved out");
    }
}
