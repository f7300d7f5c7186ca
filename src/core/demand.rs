//! What a matter of the item list asks of those who inspect it (检查人员要求): a closed reading of the
//! column, and whether the team of a task has what its matters ask for. Not the pairing itself: a
//! plan may go without, and is told so.

use super::id::Name;
use super::pairing::teams::{Tag, TeamLine};
use super::registry::Matter;

/// What the column says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Demand<'a> {
    /// Nothing.
    NotSaid,
    /// 无需专业岗位资格.
    None,
    /// 需专业岗位资格, with those it names, if it names any.
    Some(Vec<&'a str>),
    /// Something else.
    Unknown,
}

/// What a team lacks for a matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lack<'a> {
    /// No line of the team asks for this qualification.
    Seat(&'a Matter, &'a Name),
    /// The list asks for a qualification and does not say which.
    Unnamed(&'a Matter),
}

/// Reads the column.
pub fn read(text: &str) -> Demand<'_> {
    let apart = |c: char| matches!(c, '：' | ':' | '（' | '(');
    let (answer, named) = match text.split_once(apart) {
        Some((answer, named)) => (answer.trim(), named.trim_end_matches(['）', ')'])),
        None => (text.trim(), ""),
    };
    let names = || {
        let words = named.split(['、', '，', ',', '；', ';', '|', '\n']).map(str::trim);
        words.filter(|word| !word.is_empty()).collect()
    };
    match answer {
        "" => Demand::NotSaid,
        "无" | "否" | "无需" | "无要求" | "无需专业岗位资格" | "不需专业岗位资格" | "无需专业资格" | "no" => {
            Demand::None
        }
        "是"
        | "需"
        | "需要"
        | "需专业岗位资格"
        | "须专业岗位资格"
        | "需具备专业岗位资格"
        | "需要专业岗位资格"
        | "需专业资格"
        | "yes" => Demand::Some(names()),
        _ => Demand::Unknown,
    }
}

/// What a team lacks for the matters of its task, in the matters' order.
pub fn lacks<'a>(teams: &[TeamLine], matters: &[&'a Matter]) -> Vec<Lack<'a>> {
    let seat = |skill: &Name| {
        teams.iter().any(|team| team.tags.iter().any(|tag| matches!(tag, Tag::Named(name) if name == skill)))
    };
    let mut lacks = Vec::new();
    for matter in matters {
        let skills = &matter.details.skills;
        lacks.extend(skills.iter().filter(|skill| !seat(skill)).map(|skill| Lack::Seat(matter, skill)));
        if skills.is_empty() && matches!(read(&matter.details.staff), Demand::Some(_)) {
            lacks.push(Lack::Unnamed(matter));
        }
    }
    lacks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_column_is_read_from_a_closed_list() {
        assert_eq!(read(""), Demand::NotSaid);
        assert_eq!(read("无需专业岗位资格"), Demand::None);
        assert_eq!(read("需专业岗位资格"), Demand::Some(vec![]));
        let named = Demand::Some(vec!["计量", "特种设备安全监察员"]);
        assert_eq!(read("需专业岗位资格：计量、特种设备安全监察员"), named);
        assert_eq!(read("需专业岗位资格（计量、特种设备安全监察员）"), named);
        for unknown in ["酌情", "无需专业岗位资格但宜有", "需两名以上"] {
            assert_eq!(read(unknown), Demand::Unknown, "{unknown}");
        }
    }
}
