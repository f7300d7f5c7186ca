//! Batches of a task that visits everybody (100 % 抽查事项随机确定检查批次, 国市监信〔2019〕38号): the order
//! is that of the tickets, so nobody chooses who comes first. One batch for each date, sizes as even
//! as possible, the earlier ones larger.

use super::digest::Digest;
use super::id::SubjectId;
use super::time::Date;

/// The subjects of one date, in the order of their tickets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// First day of its visits.
    pub day: Date,
    /// Who is visited.
    pub subjects: Vec<SubjectId>,
}

/// Splits the subjects of a task over the dates, which must ascend.
pub fn batches(mut subjects: Vec<(Digest, SubjectId)>, days: &[Date]) -> Result<Vec<Batch>, String> {
    if days.is_empty() {
        return Err("at least one date is needed".into());
    }
    if let Some(pair) = days.windows(2).find(|pair| pair[0] >= pair[1]) {
        return Err(format!("the dates must ascend: {} stands before {}", pair[0], pair[1]));
    }
    subjects.sort();
    let (each, more) = (subjects.len() / days.len(), subjects.len() % days.len());
    let mut rest = subjects.into_iter().map(|(_, id)| id);
    let mut batch = |(number, day): (usize, &Date)| Batch {
        day: *day,
        subjects: rest.by_ref().take(each + usize::from(number < more)).collect(),
    };
    Ok(days.iter().enumerate().map(&mut batch).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    #[test]
    fn tickets_decide_the_order_and_sizes_are_even() {
        let subject = |n: u8| (Digest([n; 32]), SubjectId::new(&format!("S{}", 9 - n)).unwrap());
        let days = [day("2023-09-01"), day("2023-10-01"), day("2023-11-01")];
        let found = batches([7, 1, 4, 2, 6, 3, 5].map(subject).to_vec(), &days).unwrap();
        let ids: Vec<Vec<&str>> =
            found.iter().map(|batch| batch.subjects.iter().map(SubjectId::as_str).collect()).collect();
        assert_eq!(ids, [vec!["S8", "S7", "S6"], vec!["S5", "S4"], vec!["S3", "S2"]]);
        assert_eq!(found[2].day, days[2]);
        let one = batches(vec![subject(1)], &days).unwrap();
        assert_eq!(one.iter().map(|batch| batch.subjects.len()).collect::<Vec<_>>(), [1, 0, 0]);
    }

    #[test]
    fn dates_that_do_not_ascend_are_refused() {
        assert!(batches(Vec::new(), &[]).is_err());
        assert!(batches(Vec::new(), &[day("2023-09-01"), day("2023-09-01")]).is_err());
        assert!(batches(Vec::new(), &[day("2023-09-02"), day("2023-09-01")]).is_err());
    }
}
