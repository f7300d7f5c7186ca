//! China's national public lotteries as a beacon: which games there are, and what their printed
//! numbers look like.
//!
//! A round names games and issues, `ssq.2023104+dlt.2023106+kl8.2023250`; its value is their
//! numbers in that order: ascending within a group and joined by `.`, groups separated by `/`,
//! decimal without leading zeros. The games stand in `data/lottery.csv`, because ministries change
//! them. A value cannot be verified by computation: anyone compares it with the published results.
//! Specified in `docs/draw-protocol.md` §3.

use super::dice::is_token;
use crate::core::text::number as decimal;
use std::sync::LazyLock;

/// Fewest bits of entropy the games of one round must have together.
pub const MIN_BITS: u32 = 64;

/// Why a lottery round or value is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LotteryError {
    /// Not `game.issue`, joined by `+`.
    #[error("cn-lottery round {0:?} does not name games and issues like ssq.2023104+kl8.2023250")]
    Token(String),
    /// Not in the table.
    #[error("cn-lottery has no game {game:?}: it knows {known}")]
    UnknownGame { game: String, known: String },
    /// No rules are known for that issue.
    #[error("cn-lottery issue {game}.{issue} is not YYYYNNN or lies outside the known rules of the game")]
    Issue { game: String, issue: String },
    /// One result cannot count twice.
    #[error("cn-lottery names {0} twice")]
    Twice(String),
    /// Too little entropy.
    #[error("cn-lottery round {round} has {bits} bits, at least 64 are needed: name more games")]
    TooFewBits { round: String, bits: u32 },
    /// Too few or too many groups.
    #[error("cn-lottery round {round} has {expected} groups of numbers separated by `/`, found {found}")]
    Groups { round: String, expected: usize, found: usize },
    /// Too few or too many numbers.
    #[error("{game} {group} has {expected} numbers, found {found}")]
    Count { game: String, group: String, expected: u64, found: u64 },
    /// Not a number, or one with leading zeros.
    #[error("{game} {group}: {found:?} is not a number without leading zeros")]
    NotNumber { game: String, group: String, found: String },
    /// Not in the machine.
    #[error("{game} {group}: {number} is out of range {low} to {high}")]
    Range { game: String, group: String, number: u64, low: u64, high: u64 },
    /// Drawn without replacement.
    #[error("{game} {group}: {number} is repeated")]
    Repeated { game: String, group: String, number: u64 },
    /// The canonical order.
    #[error("{game} {group}: {number} after {before} is not ascending")]
    Order { game: String, group: String, before: u64, number: u64 },
}

/// One group of numbers of a game: `count` different numbers out of `low..=high`.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Group {
    name: String,
    count: u64,
    low: u64,
    high: u64,
    /// Drawn from what the groups before it left in the machine.
    rest: bool,
}

/// The rules of a game between two issues, both included.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Game {
    name: String,
    first: u64,
    last: u64,
    groups: Vec<Group>,
}

static GAMES: LazyLock<Vec<Game>> = LazyLock::new(|| {
    read_games(include_str!("../../../data/lottery.csv")).expect("data/lottery.csv is read by a test")
});

/// The games of a round, in the round's order.
#[derive(Clone, Debug)]
pub struct Games {
    round: String,
    games: Vec<&'static Game>,
}

impl Games {
    /// Parses a round: known games, known issues, none twice, at least [`MIN_BITS`] together.
    pub fn parse(round: &str) -> Result<Self, LotteryError> {
        if !is_token(round) {
            return Err(LotteryError::Token(round.chars().take(80).collect()));
        }
        let mut named: Vec<&str> = Vec::new();
        let mut games = Vec::new();
        for issue in round.split('+') {
            if named.contains(&issue) {
                return Err(LotteryError::Twice(issue.into()));
            }
            named.push(issue);
            games.push(find(round, issue)?);
        }
        let all = Self { round: round.into(), games };
        match all.bits() {
            bits if bits < MIN_BITS => Err(LotteryError::TooFewBits { round: round.into(), bits }),
            _ => Ok(all),
        }
    }

    /// Whole bits of entropy: the sum of ⌊log2(number of possible results)⌋ of the games.
    pub fn bits(&self) -> u32 {
        self.games.iter().map(|game| game.bits()).sum()
    }

    /// Checks that a value holds exactly the numbers these games can have, in canonical form.
    pub fn check_value(&self, value: &str) -> Result<(), LotteryError> {
        let groups: Vec<&str> = value.split('/').collect();
        let expected = self.games.iter().map(|game| game.groups.len()).sum();
        if groups.len() != expected {
            let found = groups.len();
            return Err(LotteryError::Groups { round: self.round.clone(), expected, found });
        }
        let mut texts = groups.into_iter();
        for game in &self.games {
            let mut gone: Vec<u64> = Vec::new();
            for (group, text) in game.groups.iter().zip(texts.by_ref()) {
                let numbers = group.numbers(&game.name, text)?;
                if let Some(number) = numbers.iter().find(|n| group.rest && gone.contains(n)) {
                    let (game, group) = (game.name.clone(), group.name.clone());
                    return Err(LotteryError::Repeated { game, group, number: *number });
                }
                gone.extend(numbers);
            }
        }
        Ok(())
    }
}

impl Game {
    fn bits(&self) -> u32 {
        let mut results: u128 = 1;
        let mut gone = 0;
        for group in &self.groups {
            let pool = group.high - group.low + 1 - if group.rest { gone } else { 0 };
            results *= combinations(pool, group.count);
            gone += group.count;
        }
        results.ilog2()
    }
}

impl Group {
    fn numbers(&self, game: &str, text: &str) -> Result<Vec<u64>, LotteryError> {
        let (game, group) = (game.to_string(), self.name.clone());
        let mut numbers: Vec<u64> = Vec::new();
        for part in text.split('.') {
            let Some(number) = decimal(part) else {
                let found = part.chars().take(20).collect();
                return Err(LotteryError::NotNumber { game, group, found });
            };
            if !(self.low..=self.high).contains(&number) {
                return Err(LotteryError::Range { game, group, number, low: self.low, high: self.high });
            }
            match numbers.last() {
                _ if numbers.contains(&number) => return Err(LotteryError::Repeated { game, group, number }),
                Some(&before) if before > number => {
                    return Err(LotteryError::Order { game, group, before, number });
                }
                _ => numbers.push(number),
            }
        }
        let found = numbers.len() as u64;
        if found == self.count {
            Ok(numbers)
        } else {
            Err(LotteryError::Count { game, group, expected: self.count, found })
        }
    }
}

fn find(round: &str, text: &str) -> Result<&'static Game, LotteryError> {
    let Some((name, issue)) = text.split_once('.') else {
        return Err(LotteryError::Token(round.into()));
    };
    if !GAMES.iter().any(|game| game.name == name) {
        let mut known: Vec<&str> = GAMES.iter().map(|game| game.name.as_str()).collect();
        known.dedup();
        return Err(LotteryError::UnknownGame { game: name.into(), known: known.join(", ") });
    }
    let number = decimal(issue).filter(|n| issue.len() == 7 && n % 1000 > 0);
    let game = number.and_then(|n| GAMES.iter().find(|g| g.name == name && (g.first..=g.last).contains(&n)));
    game.ok_or_else(|| LotteryError::Issue { game: name.into(), issue: issue.into() })
}

/// C(n, k), exact; every intermediate product is a multiple of the divisor that follows it.
fn combinations(n: u64, k: u64) -> u128 {
    (0..k).fold(1, |c, i| c * u128::from(n - i) / u128::from(i + 1))
}

/// Reads the table: `#` comments, a header, then one line per group of a game.
fn read_games(text: &str) -> Option<Vec<Game>> {
    let mut games: Vec<Game> = Vec::new();
    let mut lines = text.lines().filter(|line| !line.starts_with('#'));
    (lines.next()? == "game,first,last,group,count,low,high,rest").then_some(())?;
    for line in lines {
        let [name, first, last, group, count, low, high, rest] = line.split(',').collect::<Vec<_>>()[..]
        else {
            return None;
        };
        let last = if last == "-" { u64::MAX } else { decimal(last)? };
        let (first, count, low, high) = (decimal(first)?, decimal(count)?, decimal(low)?, decimal(high)?);
        let rest = match rest {
            "yes" => true,
            "no" => false,
            _ => return None,
        };
        let group = Group { name: group.into(), count, low, high, rest };
        match games.last_mut().filter(|game| game.name == name && game.first == first) {
            Some(game) => game.groups.push(group),
            None => games.push(Game { name: name.into(), first, last, groups: vec![group] }),
        }
    }
    Some(games)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_read_and_its_bits_are_exact() {
        // Numbers of results as the games' rules print them: 17,721,088 for the two-colour ball,
        // 21,425,712 for the super lotto.
        assert_eq!(combinations(33, 6) * 16, 17_721_088);
        assert_eq!(combinations(35, 5) * combinations(12, 2), 21_425_712);
        assert_eq!(combinations(80, 20), 3_535_316_142_212_174_320);
        let bits: Vec<(&str, u32)> = GAMES.iter().map(|g| (g.name.as_str(), g.bits())).collect();
        let expected =
            [("3d", 9), ("dlt", 24), ("kl8", 61), ("pl5", 16), ("qlc", 25), ("qxc", 23), ("ssq", 24)];
        assert_eq!(bits, expected);
    }

    #[test]
    fn a_round_needs_sixty_four_bits_of_different_results() {
        assert_eq!(Games::parse("ssq.2023104+dlt.2023106+qlc.2023104").unwrap().bits(), 73);
        assert!(Games::parse("kl8.2023250+3d.2023250").is_ok());
        let bits = |round: &str| match Games::parse(round) {
            Err(LotteryError::TooFewBits { bits, .. }) => bits,
            other => panic!("{round}: {other:?}"),
        };
        assert_eq!(bits("ssq.2023104+dlt.2023106"), 48);
        assert_eq!(bits("kl8.2023250"), 61);
        let twice = Games::parse("kl8.2023250+kl8.2023250").unwrap_err();
        assert_eq!(twice, LotteryError::Twice("kl8.2023250".into()));
    }
}
