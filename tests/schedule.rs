//! The schedule with a frozen clock: days that are known from the notices, and ten simulated years against a model that is
//! written apart.

mod model;
mod years;

use suicha::core::lang::Twin;
use suicha::core::time::Timestamp;
use suicha::core::workdays::Calendar;
use suicha::schedule::{Job, Wanted, check, next, times};

/// A job that is right but for its time.
fn wanted(name: &str, when: &str, zone: &str, policy: &str) -> Wanted {
    Wanted {
        name: name.into(),
        when: when.into(),
        zone: Some(zone.into()),
        command: vec!["fsck".into()],
        policy: policy.into(),
        late_minutes: 60,
        tries: 4,
        limit_minutes: 5,
        everywhere: false,
    }
}

fn jobs(wanted: &[Wanted]) -> Vec<Job> {
    check(wanted, "Asia/Shanghai", |_| None).unwrap_or_else(|problems| panic!("{problems:?}"))
}

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).unwrap()
}

/// The runs of a rule between two days.
fn runs(when: &str, zone: &str, from: &str, to: &str) -> Vec<String> {
    let base = wanted("base", "workday 3 of month at 09:00", "Asia/Shanghai", "each");
    let jobs = jobs(&[base, wanted("job", when, zone, "each")]);
    let day = |day: &str| at(&format!("{day}T00:00:00+08:00")).plus(-1);
    let found = times(&jobs[1], &jobs, Calendar::embedded(), day(from), day(to));
    assert_eq!(found.lacking, None);
    found.known.iter().map(Timestamp::to_string).collect()
}

#[test]
fn working_days_are_those_of_the_notices() {
    let shanghai = |when, from, to| runs(when, "Asia/Shanghai", from, to);
    // 1 to 7 October 2024 are off; 4 February 2024 is a Sunday that is worked.
    assert_eq!(
        shanghai("workday 3 of month at 09:00", "2024-10-01", "2024-11-01"),
        ["2024-10-10T09:00:00+08:00"]
    );
    assert_eq!(
        shanghai("workday 3 of month at 09:00", "2024-02-01", "2024-03-01"),
        ["2024-02-04T09:00:00+08:00"]
    );
    // The quarter ended with a holiday: 29 September 2023.
    assert_eq!(
        shanghai("workday last of quarter at 17:00", "2023-07-01", "2024-01-01"),
        ["2023-09-28T17:00:00+08:00", "2023-12-29T17:00:00+08:00"]
    );
    assert_eq!(
        shanghai("workday -2 of year at 10:00", "2023-01-01", "2024-01-01"),
        ["2023-12-28T10:00:00+08:00"]
    );
    assert_eq!(
        shanghai("every workday at 08:30", "2024-02-08", "2024-02-20"),
        [
            "2024-02-08T08:30:00+08:00",
            "2024-02-09T08:30:00+08:00",
            "2024-02-18T08:30:00+08:00",
            "2024-02-19T08:30:00+08:00"
        ]
    );
    // Beside the third working day of October 2024, the 10th: two working days before is the 8th.
    assert_eq!(
        shanghai("2 workdays before base at 16:00", "2024-10-01", "2024-11-01"),
        ["2024-10-08T16:00:00+08:00"]
    );
    // September 30 is a Monday before the holidays: three working days before the 10th.
    assert_eq!(shanghai("3 workdays before base", "2024-09-15", "2024-10-05"), ["2024-09-30T09:00:00+08:00"]);
    assert_eq!(
        shanghai("10 days after base at 08:00", "2024-10-15", "2024-11-01"),
        ["2024-10-20T08:00:00+08:00"]
    );
    assert_eq!(shanghai("90 minutes before base", "2024-10-01", "2024-11-01"), ["2024-10-10T07:30:00+08:00"]);
}

#[test]
fn clocks_that_jump_neither_lose_nor_repeat_a_run() {
    let berlin = |when, from, to| runs(when, "Europe/Berlin", from, to);
    assert_eq!(
        berlin("30 2 * * *", "2024-03-30", "2024-04-02"),
        // 31 March has no 02:30: at the jump, 03:00 there.
        ["2024-03-30T09:30:00+08:00", "2024-03-31T09:00:00+08:00", "2024-04-01T08:30:00+08:00"]
    );
    assert_eq!(
        berlin("30 2 * * *", "2024-10-26", "2024-10-29"),
        ["2024-10-26T08:30:00+08:00", "2024-10-27T08:30:00+08:00", "2024-10-28T09:30:00+08:00"]
    );
    // Every half hour means every half hour: both of the two hours, and none that is not there.
    assert_eq!(berlin("*/30 * * * *", "2024-10-27", "2024-10-28").len(), 48);
    assert_eq!(berlin("*/30 * * * *", "2024-03-31", "2024-04-01").len(), 48);
    // Several fixed hours: the one that is missing is still run.
    assert_eq!(berlin("30 2,14 * * *", "2024-03-31", "2024-04-01").len(), 2);
}

#[test]
fn a_year_without_a_calendar_is_told_of_that_job_alone() {
    let jobs = jobs(&[
        wanted("work", "workday 3 of month at 09:00", "Asia/Shanghai", "each"),
        wanted("cron", "0 9 3 * *", "Asia/Shanghai", "each"),
        wanted("beside", "5 workdays after cron", "Asia/Shanghai", "each"),
    ]);
    let after = at("2026-11-28T00:00:00+08:00");
    let find = |job: &Job| next(job, &jobs, Calendar::embedded(), after, 5);
    let work = find(&jobs[0]);
    assert_eq!(work.known, [at("2026-12-03T09:00:00+08:00")]);
    assert_eq!(work.lacking.unwrap().date.to_string(), "2027-01-01");
    let cron = find(&jobs[1]);
    assert_eq!((cron.known.len(), cron.lacking), (5, None));
    let beside = find(&jobs[2]);
    assert_eq!(beside.known, [at("2026-12-10T09:00:00+08:00")]);
    assert!(beside.lacking.is_some());
}

/// The zone of all jobs stands in a place of its own, and is wrong there, with jobs or without.
#[test]
fn a_wrong_zone_for_all_jobs_is_told_once() {
    let without = |name| Wanted { zone: None, ..wanted(name, "0 9 * * *", "", "each") };
    for list in [vec![], vec![without("a"), without("b")]] {
        let problems = check(&list, "Asia/Xuzhou", |_| None).unwrap_err();
        assert_eq!(problems.len(), 1, "{problems:?}");
        let said = problems[0].said();
        assert!(
            said.en.starts_with("[daemon] zone \"Asia/Xuzhou\": there is no such time zone"),
            "{}",
            said.en
        );
        assert!(said.zh.starts_with("[daemon] zone “Asia/Xuzhou”：没有这个时区"), "{}", said.zh);
    }
    let jobs =
        check(&[without("a"), wanted("b", "0 9 * * *", "UTC", "each")], "Europe/Berlin", |_| None).unwrap();
    assert_eq!(jobs.iter().map(|job| job.zone.to_string()).collect::<Vec<_>>(), ["Europe/Berlin", "UTC"]);
}

#[test]
fn everything_wrong_is_told_at_once() {
    let mut bad = wanted("Draw!", "0 0 30 2 *", "China/Shanghai", "always");
    (bad.tries, bad.command) = (0, vec!["draw".into(), "run".into(), "{tomorrow}".into()]);
    let list = [
        bad,
        wanted("a", "2 days before nobody", "UTC", "each"),
        wanted("a", "workday 3 of month at 09:00", "UTC", "each"),
        wanted("x", "1 days after y", "UTC", "skip"),
        wanted("y", "1 days after x", "UTC", "skip"),
    ];
    let typed = |words: &[String]| Some(Twin::new("错", format!("no command {}", words[0])));
    let problems = check(&list, "UTC", typed).unwrap_err();
    let found: Vec<(&str, &str)> =
        problems.iter().map(|p| (p.job.as_deref().unwrap_or_default(), p.key)).collect();
    assert_eq!(
        found,
        [
            ("Draw!", "name"),
            ("Draw!", "when"),
            ("Draw!", "zone"),
            ("Draw!", "policy"),
            ("Draw!", "tries"),
            ("Draw!", "command"),
            ("a", "command"),
            ("a", "command"),
            ("a", "name"),
            ("x", "command"),
            ("y", "command"),
            ("a", "when"),
            ("x", "when"),
            ("y", "when"),
        ]
    );
    for problem in &problems {
        let said = problem.said();
        assert!(
            said.en.contains(&problem.value) || said.en.contains(&format!("{:?}", problem.value)),
            "{}",
            said.en
        );
        assert!(!problem.remedy.en.is_empty() && !said.zh.is_ascii());
    }
    let text: String = problems.iter().map(|problem| problem.said().en + "\n").collect();
    for word in [
        "no day of any year",
        "Asia/Shanghai",
        "{tomorrow}",
        "beside itself",
        "no job \"nobody\"",
        "another job",
    ] {
        assert!(text.contains(word), "{word}: {text}");
    }
}
