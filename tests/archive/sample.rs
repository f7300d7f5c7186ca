//! Values for the archive's tests: every variant, every missing value, and text that has broken
//! other programs.

use std::time::Duration;
use suicha::archive::{
    Archive, Draw, IssueRecord, MadeVisit, Pseudonym, Reveal, RosterId, Step, StoredAct, StoredCreditAct,
    StoredEvent, Terminal, TerminalKind,
};
use suicha::core::credit::{self, Event};
use suicha::core::digest::Digest;
use suicha::core::id::{DrawId, InspectorId, Name, SubjectId};
use suicha::core::log::checkpoint::cosign;
use suicha::core::log::tree::Range;
use suicha::core::log::{Attempt, Event as Logged, Policy, Quorum};
use suicha::core::merkle;
use suicha::core::outcome::act::Actor;
use suicha::core::outcome::{About, Act, Outcome, Touched, Verb};
use suicha::core::registry::{
    Details, Group, Inspector, KeyKind, Matter, Recusal, RosterKind, Status, Subject,
};
use suicha::core::time::{Date, Timestamp};
use suicha::core::witness::key::{CosignerKey, SignerKey};

pub const NOW: Timestamp = Timestamp(1_694_775_603);

/// Text that is legal everywhere and looks as if it were not.
pub const RARE: [&str; 10] = [
    "𠮷野家（徐州）餐饮有限公司",
    "㐂㐱堂·䶮记 \u{2A700}\u{2B740}\u{E000}",
    "\\N",
    "line one\nline two\r\n\ttab \\ backslash",
    "'; DROP TABLE subject; -- \"quoted\" $1 ?1 :a @b {}",
    "\u{FEFF}\u{202E}反向\u{200D}👨‍👩‍👧",
    "e\u{301}é ﬀ ＡＢＣ　全角",
    "NULL",
    "\u{1}\u{7F}\u{85}\u{10FFFF}",
    "",
];

pub fn date(text: &str) -> Date {
    Date::parse(text).unwrap()
}

pub fn name(text: &str) -> Name {
    Name::new(text).unwrap()
}

pub fn draw_id() -> DrawId {
    DrawId::new("320381-2023-09").unwrap()
}

pub fn subject(id: &str) -> Subject {
    Subject {
        id: SubjectId::new(id).unwrap(),
        key_kind: KeyKind::Uscc,
        other_id: String::new(),
        name: format!("新沂市第{id}号商店"),
        kind: "个体工商户".into(),
        group: Group::Individual,
        status: Status::Active,
        dormant: false,
        region: "320381".into(),
        authority: "新沂市市场监督管理局".into(),
        station: Some(name("xin-an")),
        industry: "F5211".into(),
        labels: vec![name("food")],
        risk_class: Some(name("b")),
        established: Some(date("2016-02-29")),
        licence_until: None,
        last_inspected: None,
        inspected_this_year: 0,
        address: "新安镇人民路".into(),
        representative: String::new(),
        contact: String::new(),
        phone: String::new(),
        extra: String::new(),
    }
}

/// `count` subjects whose ids are not in order.
pub fn subjects(count: usize) -> Vec<Subject> {
    (0..count).map(|i| subject(&format!("{:05}-{i}", i * 7919 % 99_991))).collect()
}

/// One subject for every text and code there is.
pub fn rare_subjects() -> Vec<Subject> {
    let pick = |texts: &[&str], i: usize| texts[i % texts.len()].to_owned();
    (0..20)
        .map(|i| Subject {
            key_kind: KeyKind::ALL[i % KeyKind::ALL.len()],
            group: Group::ALL[i % Group::ALL.len()],
            status: Status::ALL[i % Status::ALL.len()],
            other_id: pick(&RARE, i),
            name: pick(&RARE, i + 1),
            kind: pick(&RARE, i + 2),
            region: pick(&RARE, i + 3),
            authority: pick(&RARE, i + 4),
            industry: pick(&RARE, i + 5),
            address: pick(&RARE, i + 6),
            representative: pick(&RARE, i + 7),
            contact: pick(&RARE, i + 8),
            phone: pick(&RARE, i + 9),
            extra: "长".repeat(if i == 9 { 20_000 } else { i }),
            dormant: i % 2 == 1,
            station: (i % 3 != 0).then(|| name("a.b-c")),
            labels: ["a", "food", "z.9"][..i % 4].iter().map(|tag| name(tag)).collect(),
            risk_class: (i % 3 == 0).then(|| name("d")),
            established: (i % 2 == 0).then(|| date("0001-01-01")),
            licence_until: (i % 2 == 1).then_some(Date::FOREVER),
            last_inspected: (i % 5 == 0).then(|| date("9999-12-31")),
            inspected_this_year: if i == 7 { u32::MAX } else { i as u32 },
            ..subject(&format!("RARE_{i:02}"))
        })
        .collect()
}

pub fn inspectors() -> Vec<Inspector> {
    (0..10)
        .map(|i| Inspector {
            id: InspectorId::new(&format!("J{i:03}")).unwrap(),
            name: RARE[i].into(),
            unit: name("xin-an"),
            position: RARE[9 - i].into(),
            tags: ["bureau", "food", "lead"][..i % 4].iter().map(|tag| name(tag)).collect(),
            cap: (i % 2 == 0).then_some(i as u32 * 1_000_000),
            card_until: (i % 3 == 0).then(|| date("2027-06-30")),
            valid: i != 4,
            expert: i == 5,
        })
        .collect()
}

pub fn recusals() -> Vec<Recusal> {
    ["declared", "asked", "relative"]
        .iter()
        .enumerate()
        .map(|(i, reason)| Recusal {
            inspector: InspectorId::new(&format!("J{i:03}")).unwrap(),
            subject: SubjectId::new("RARE_01").unwrap(),
            reason: name(reason),
        })
        .collect()
}

pub fn matters() -> Vec<Matter> {
    (0..3)
        .map(|i| Matter {
            code: SubjectId::new(&format!("A0{i}")).unwrap(),
            category: RARE[i].into(),
            title: RARE[i + 1].into(),
            object: RARE[i + 2].into(),
            key_matter: i == 1,
            method: RARE[i + 3].into(),
            body: RARE[i + 4].into(),
            basis: RARE[i + 5].into(),
            version: name("2023"),
            effective: (i != 0).then(|| date("2023-01-01")),
            details: if i == 0 { Details::default() } else { details(i) },
        })
        .collect()
}

fn details(i: usize) -> Details {
    Details {
        sub_item: RARE[i + 1].into(),
        rate: RARE[i + 2].into(),
        frequency: RARE[i + 3].into(),
        staff: RARE[i + 4].into(),
        skills: ["food", "scales"][..i].iter().map(|tag| name(tag)).collect(),
        points: vec![RARE[0].into(), "  ".into(), RARE[i + 5].into()][..i].to_vec(),
        materials: (0..i).map(|n| format!("{n} \\n {}", RARE[4])).collect(),
        expires: (i == 2).then_some(Date::FOREVER),
        note: RARE[8 - i].into(),
    }
}

/// The same as an archive of before version 4 holds them.
pub fn plain_matters() -> Vec<Matter> {
    matters().into_iter().map(|matter| Matter { details: Details::default(), ..matter }).collect()
}

pub fn issues() -> Vec<IssueRecord> {
    RARE.iter()
        .enumerate()
        .map(|(i, text)| IssueRecord {
            file: (*text).into(),
            row: u64::from(u32::MAX) + i as u64,
            column: "统一社会信用代码".into(),
            value: (*text).into(),
            severity: "error".into(),
            rule: "key-missing".into(),
            id: (i % 2 == 0).then(|| "RARE_01".into()),
            suggestion: (i % 3 == 0).then(|| (*text).into()),
        })
        .collect()
}

pub fn draw(subjects: RosterId, inspectors: RosterId) -> Draw {
    Draw {
        draw: draw_id(),
        attempt: 1,
        plan: "2023-01".into(),
        plan_version: 1,
        commit_digest: Digest::of(b"commit.txt"),
        subjects,
        inspectors,
        recusals: None,
        matters: None,
        frozen_at: NOW,
        draw_time: NOW.plus(3600),
        pulse_time: NOW.plus(3603),
        embargo: Some(date("2023-10-31")),
    }
}

/// Numbers of the rosters that [`fill`] stores.
pub struct Filled {
    pub subjects: RosterId,
    pub inspectors: RosterId,
    pub recusals: RosterId,
    pub matters: RosterId,
}

/// At least one row in every table.
pub async fn fill(archive: &Archive) -> Filled {
    let filled = fill_rows(archive).await;
    fill_lease(archive).await;
    fill_bureau(archive).await;
    filled
}

/// The same without leases.
pub async fn fill_rows(archive: &Archive) -> Filled {
    let day = date("2023-09-01");
    let mut w = archive.begin("import", NOW, "科员甲").await.unwrap();
    let subjects = w.new_roster(RosterKind::Subjects, day, RARE[3]).await.unwrap();
    w.add_subjects(subjects, &rare_subjects()).await.unwrap();
    let inspectors = w.new_roster(RosterKind::Inspectors, day, "b.xlsx").await.unwrap();
    w.add_inspectors(inspectors, &self::inspectors()).await.unwrap();
    let recusals = w.new_roster(RosterKind::Recusals, day, "c.csv").await.unwrap();
    w.add_recusals(recusals, &self::recusals()).await.unwrap();
    let matters = w.new_roster(RosterKind::Matters, day, "d.csv").await.unwrap();
    w.add_matters(matters, &self::matters()).await.unwrap();
    for (id, rows, issues) in
        [(subjects, 20, issues()), (inspectors, 10, vec![]), (recusals, 3, vec![]), (matters, 3, vec![])]
    {
        w.finish_roster(id, Digest::of(&[rows as u8]), rows, &issues).await.unwrap();
    }
    w.commit("four rosters", Digest::of(b"four")).await.unwrap();

    let mut w = archive.begin("draw run", NOW.plus(60), "科员乙").await.unwrap();
    w.put_plan("2023-01", 1, "年度计划 𠮷", "[task]\nname = \"食品\"\n").await.unwrap();
    w.put_draw(&Draw { recusals: Some(recusals), matters: Some(matters), ..draw(subjects, inspectors) })
        .await
        .unwrap();
    w.put_file(&draw_id(), 1, "commit.txt", b"suicha-commit/1\n").await.unwrap();
    w.put_file(&draw_id(), 1, "zero.bin", b"\0\xff\r\n\\x00").await.unwrap();
    w.put_file(&draw_id(), 1, "empty", b"").await.unwrap();
    w.put_secret(&draw_id(), 1, "salt-key", &"ab".repeat(32)).await.unwrap();
    w.put_reveal(&draw_id(), 1, &reveal()).await.unwrap();
    w.put_terminal(&draw_id(), 1, &terminal()).await.unwrap();
    w.put_pseudonyms(&draw_id(), 1, &pseudonyms()).await.unwrap();
    w.commit("draw 320381-2023-09 attempt 1", Digest::of(b"draw")).await.unwrap();
    fill_log(archive).await;
    fill_outcomes(archive).await;
    fill_credit(archive).await;
    fill_letter(archive).await;
    Filled { subjects, inspectors, recusals, matters }
}

/// Key of the log.
pub fn log_key() -> SignerKey {
    SignerKey::from_seed("log.example/a", [7; 32]).unwrap()
}

/// Key of a witness.
pub fn witness_key() -> SignerKey {
    SignerKey::from_seed("notary.example", [8; 32]).unwrap()
}

/// Five entries in two commands, a head after each, the second cosigned.
pub async fn fill_log(archive: &Archive) {
    let attempt = |number| Attempt::new(&draw_id(), number);
    let mut w = archive.begin("draw freeze", NOW.plus(61), "科员乙").await.unwrap();
    assert_eq!(w.log(Logged::Plan("32038120231001".into(), 1), Digest::of(b"plan")).await.unwrap(), 0);
    w.log(Logged::Commit(attempt(1)), Digest::of(b"commit")).await.unwrap();
    w.log(Logged::Reveal(attempt(1), name("notary.example")), Digest::of(b"open")).await.unwrap();
    w.sign_log(&log_key()).await.unwrap();
    w.commit("log", Digest::of(b"log")).await.unwrap();
    let mut w = archive.begin("draw run", NOW.plus(62), "科员乙").await.unwrap();
    w.log(Logged::Void(attempt(1)), Digest::of(b"void")).await.unwrap();
    assert_eq!(w.log(Logged::Commit(attempt(2)), Digest::of(b"commit 2")).await.unwrap(), 4);
    let head = w.sign_log(&log_key()).await.unwrap();
    w.put_cosignature(5, &cosign(&head.print(), NOW.plus(63), &witness_key())).await.unwrap();
    w.commit("log", Digest::of(b"log")).await.unwrap();
}

/// Two results of one subject: each entered, one of them changed, in two commands.
pub fn outcomes() -> Vec<Outcome> {
    let outcome = |matter: &str, revision: u32, method: &str| Outcome {
        draw: draw_id(),
        attempt: 1,
        about: About { subject: SubjectId::new("RARE_01").unwrap(), matter: SubjectId::new(matter).unwrap() },
        revision,
        visited: date("2023-09-20"),
        went: ["J001", "J002"].map(|card| InspectorId::new(card).unwrap()).into(),
        methods: vec![method.parse().unwrap()],
        results: vec!["R2".parse().unwrap()],
        given: None,
        disposals: vec!["D3".parse().unwrap()],
        findings: "未公示年度报告\n𠮷".into(),
        difference: "'; DROP TABLE outcome; -- \\".into(),
        evidence: vec![Digest::of(b"photo")],
        note: String::new(),
        due: None,
    };
    vec![outcome("A01", 1, "M2"), outcome("A01", 2, "M1"), outcome("A02", 1, "M2")]
}

/// Two acts: one signed, one without a key.
pub fn acts() -> Vec<StoredAct> {
    let key = SignerKey::from_seed("wang", [9; 32]).unwrap();
    let all = outcomes();
    let act = |number: u32, touched: &[&Outcome], signed: bool| Act {
        number,
        at: NOW.plus(70),
        actor: Actor {
            id: if signed { "wang".into() } else { "科员乙".into() },
            card: signed.then(|| InspectorId::new("J009").unwrap()),
            key: signed.then(|| key.verifier().clone()),
        },
        verb: Verb::Enter,
        attempt: Attempt::new(&draw_id(), 1),
        salt: Digest::of(b"salt"),
        sources: vec![Digest::of(b"workbook")],
        date: None,
        reason: String::new(),
        touched: touched.iter().map(|outcome| Touched::of(outcome)).collect(),
    };
    let first = act(1, &[&all[0], &all[2]], true);
    let signature = Some(first.sign(&key));
    vec![StoredAct { act: first, signature }, StoredAct { act: act(2, &[&all[1]], false), signature: None }]
}

/// Stores [`outcomes`] and [`acts`].
pub async fn fill_outcomes(archive: &Archive) {
    let (all, acts) = (outcomes(), acts());
    let mut w = archive.begin("outcome enter", NOW.plus(70), "wang").await.unwrap();
    assert_eq!(w.next_act().await.unwrap(), 1);
    w.put_act(&acts[0]).await.unwrap();
    w.put_outcomes(1, &[all[0].clone(), all[2].clone()]).await.unwrap();
    w.commit("log", Digest::of(b"act 1")).await.unwrap();
    let mut w = archive.begin("outcome enter", NOW.plus(71), "科员乙").await.unwrap();
    w.put_act(&acts[1]).await.unwrap();
    w.put_outcomes(2, &all[1..2]).await.unwrap();
    w.commit("log", Digest::of(b"act 2")).await.unwrap();
}

/// What [`fill_outcomes`] stored is there.
pub async fn check_outcomes(archive: &Archive) {
    assert_eq!(archive.outcomes(&draw_id(), 1).await.unwrap(), outcomes());
    assert_eq!(archive.outcomes(&draw_id(), 2).await.unwrap(), []);
    assert_eq!(archive.acts().await.unwrap(), acts());
    assert_eq!(archive.acts_about(&Attempt::new(&draw_id(), 1)).await.unwrap(), acts());
    assert_eq!(archive.next_act().await.unwrap(), 3);
    let visit = MadeVisit {
        subject: SubjectId::new("RARE_01").unwrap(),
        attempt: Attempt::new(&draw_id(), 1),
        visited: date("2023-09-20"),
        on_site: true,
    };
    assert_eq!(archive.visits(date("2023-01-01"), date("2023-12-31")).await.unwrap(), [visit]);
    assert_eq!(archive.visits(date("2024-01-01"), date("2024-12-31")).await.unwrap(), []);
}

/// A penalty and its publication, and a letter to another subject.
pub fn credit_events() -> Vec<Event> {
    let event = |subject: &str, rest: &str| {
        let head = format!("suicha-credit/1\nsubject {subject}\n");
        let middle = "source 'x'; -- \\\\\nauthority 某局𠮷\nbasis 某法 第1条\n";
        let (kind, tail) = rest.split_once('|').unwrap();
        let text = format!("{head}{kind}{middle}document {}\n{tail}", "0".repeat(64));
        Event::parse(text.as_bytes()).unwrap()
    };
    let penalty = event(
        "RARE_01",
        "kind penalty\nday 2023-09-20\nrecorded 2023-09-21\n|number 〔2023〕1号\nprocedure ordinary\nkinds fine\nfine 500000\ndomain food\nparty organisation\nregion 310000\n",
    );
    let about = penalty.digest();
    let published = event(
        "RARE_01",
        &format!("kind published\nday 2023-09-22\nrecorded 2023-09-22\n|about {about}\nmanner gsxt\n"),
    );
    let letter = event("RARE_00", "kind letter\nday 2023-09-20\nrecorded 2023-09-21\n|");
    vec![penalty, letter, published]
}

/// The acts that recorded [`credit_events`].
pub fn credit_acts() -> Vec<StoredCreditAct> {
    let events = credit_events();
    let act = |number: u32, events: &[Event]| {
        let mut digests: Vec<Digest> = events.iter().map(Event::digest).collect();
        digests.sort_unstable();
        credit::Act {
            number,
            at: NOW.plus(71 + i64::from(number)),
            actor: "wang".into(),
            key: None,
            verb: credit::Verb::Import,
            object: "penalties".into(),
            salt: Digest([9; 32]),
            rules: None,
            sources: Vec::new(),
            proposal: None,
            letter: None,
            day: None,
            hearing: None,
            reason: String::new(),
            events: digests,
        }
    };
    let key = SignerKey::from_seed("li", [9; 32]).unwrap();
    let object = credit::Act {
        verb: credit::Verb::Object,
        object: "RARE_01".into(),
        key: Some(key.verifier().clone()),
        reason: "\\ 异议\n；".into(),
        ..act(2, &events[2..])
    };
    let signature = Some(object.sign(&key));
    vec![
        StoredCreditAct { act: act(1, &events[..2]), signature: None },
        StoredCreditAct { act: object, signature },
    ]
}

/// A refusal that is a letter.
pub fn credit_letter() -> StoredCreditAct {
    let letter = credit::Letter { authority: "某局𠮷".into(), number: "'\\某〔2023〕第7号".into() };
    let act = credit::Act {
        number: 3,
        at: NOW.plus(74),
        actor: "li".into(),
        verb: credit::Verb::Decline,
        object: "RARE_00".into(),
        proposal: Some((credit::Code::Abn4, vec![credit_events()[1].digest()])),
        letter: Some(letter),
        reason: "不予".into(),
        events: Vec::new(),
        ..credit_acts().remove(0).act
    };
    StoredCreditAct { act, signature: None }
}

/// Stores [`credit_letter`].
pub async fn fill_letter(archive: &Archive) {
    let stored = credit_letter();
    let mut w = archive.begin("credit decline", stored.act.at, "li").await.unwrap();
    w.put_credit(&stored, &[]).await.unwrap();
    w.commit("log", stored.act.digest()).await.unwrap();
}

/// For whom the archive is kept, and that it has got another name.
pub async fn fill_bureau(archive: &Archive) {
    let mut w = archive.begin("archive bureau", NOW.plus(60), "li").await.unwrap();
    w.put_bureau("320381", RARE[2], "wang").await.unwrap();
    w.put_bureau("320381", RARE[3], "li").await.unwrap();
    w.commit("log", terminal().digest).await.unwrap();
}

/// What [`fill_bureau`] stored is there.
pub async fn check_bureau(archive: &Archive) {
    let row = archive.bureau().await.unwrap().unwrap();
    assert_eq!((row.region.as_str(), row.body.as_str(), row.operator.as_str()), ("320381", RARE[3], "li"));
    assert_eq!(row.at, NOW.plus(60));
}

/// A lease that was taken, renewed and given back.
pub async fn fill_lease(archive: &Archive) {
    let ttl = Duration::from_secs(60);
    let fence = archive.lease("job/draw-320381-2023-09:1", RARE[3], ttl, NOW).await.unwrap().unwrap();
    assert!(archive.renew(&fence, ttl, NOW.plus(20)).await.unwrap());
    assert!(archive.release(&fence, NOW.plus(30)).await.unwrap());
}

/// What [`fill_lease`] stored is there.
pub async fn check_lease(archive: &Archive) {
    let mut rows = Vec::new();
    archive.each_lease(|row| rows.push(row)).await.unwrap();
    let steps: Vec<_> = rows.iter().map(|row| (row.seq, row.fence.to_string(), row.step)).collect();
    let fence = || "job/draw-320381-2023-09:1:1".to_owned();
    assert_eq!(steps, [(1, fence(), Step::Acquire), (2, fence(), Step::Renew), (3, fence(), Step::Release)]);
    assert!(rows.iter().all(|row| row.holder == RARE[3] && row.until_ms >= row.at_ms));
    assert_eq!(archive.last_lease("job/draw-320381-2023-09:1").await.unwrap(), rows.pop());
    assert_eq!(archive.last_lease("job/draw").await.unwrap(), None);
}

/// Stores [`credit_events`] and [`credit_acts`].
pub async fn fill_credit(archive: &Archive) {
    let (events, acts) = (credit_events(), credit_acts());
    for (stored, events) in acts.iter().zip([&events[..2], &events[2..]]) {
        let mut w = archive.begin("credit import", stored.act.at, "wang").await.unwrap();
        assert_eq!(w.next_credit_act().await.unwrap(), stored.act.number);
        w.put_credit(stored, events).await.unwrap();
        w.commit("log", stored.act.digest()).await.unwrap();
    }
}

/// What [`fill_credit`] and [`fill_letter`] stored is there.
pub async fn check_credit(archive: &Archive) {
    let (events, mut acts) = (credit_events(), credit_acts());
    acts.push(credit_letter());
    let [one, other] = ["RARE_01", "RARE_00"].map(|id| SubjectId::new(id).unwrap());
    assert_eq!(archive.credit_acts().await.unwrap(), acts);
    assert_eq!(archive.credit_act(2).await.unwrap().as_ref(), acts.get(1));
    assert_eq!(archive.credit_acts_about(&one).await.unwrap(), acts[1..2]);
    assert_eq!(archive.next_credit_act().await.unwrap(), 4);
    assert_eq!(archive.credit_declined().await.unwrap(), acts[2..]);
    assert_eq!(archive.credit_steps().await.unwrap(), acts[2..]);
    assert_eq!(archive.credit_case_acts(&other, &events[1].digest()).await.unwrap(), acts[2..]);
    let letters = archive.all_credit_letters().await.unwrap();
    assert!(letters.len() == 1 && letters[0].is_of(&acts[2].act));
    let series = "'\\某〔2023〕";
    assert_eq!(archive.credit_letters("某局𠮷", series).await.unwrap(), letters);
    assert_eq!(archive.credit_letters("某局", series).await.unwrap(), []);
    assert_eq!(archive.credit_letters_named(series, 7).await.unwrap(), letters);
    assert_eq!(archive.credit_letter_of(3).await.unwrap().as_ref(), letters.first());
    assert_eq!(archive.credit_letter_of(2).await.unwrap(), None);
    assert_eq!(archive.credit_event_count(1).await.unwrap(), 2);
    let tail = archive.credit_tail().await.unwrap();
    let digest = acts[2].act.digest().hex();
    assert_eq!((tail.acts, &tail.last, tail.events, tail.letters), (3, &digest, 2, 3));
    assert_eq!(tail.logged, digest);
    let stored = |event: &Event, act| StoredEvent { event: event.clone(), act };
    assert_eq!(archive.credit_events_by(2).await.unwrap(), [stored(&events[2], 2)]);
    let of_one = archive.credit_events_of(&one).await.unwrap();
    assert_eq!(of_one, [stored(&events[0], 1), stored(&events[2], 2)]);
    assert_eq!(archive.credit_events_of(&other).await.unwrap(), [stored(&events[1], 1)]);
    let mut streamed = Vec::new();
    archive.each_credit_event(|event| streamed.push(event)).await.unwrap();
    let subjects: Vec<_> = streamed.iter().map(|stored| stored.event.subject.as_str()).collect();
    assert_eq!(subjects, ["RARE_00", "RARE_01", "RARE_01"]);
    for roster in [None, Some(archive.rosters().await.unwrap()[0].id)] {
        let mut rows = Vec::new();
        archive.each_credit_row(roster, |row| rows.push(row)).await.unwrap();
        assert!(rows.iter().map(|row| &row.event).eq(streamed.iter().map(|stored| &stored.event)));
        assert!(rows.iter().all(|row| row.group.is_some() == roster.is_some()));
    }
    let first = &outcomes()[0].about.subject;
    assert_eq!(archive.outcomes_of(first).await.unwrap(), outcomes());
    assert_eq!(archive.outcomes_of(&other).await.unwrap(), []);
}

/// What [`fill_log`] stored is there, and is one history.
pub async fn check_log(archive: &Archive) {
    let entries = archive.log_entries(0, 9).await.unwrap();
    let texts: Vec<String> = entries
        .iter()
        .map(|l| format!("{} {} {}", l.index, l.entry.event.kind(), l.entry.event.object()))
        .collect();
    assert_eq!(
        texts,
        [
            "0 plan 32038120231001/1",
            "1 commit 320381-2023-09/1",
            "2 reveal 320381-2023-09/1/notary.example",
            "3 void 320381-2023-09/1",
            "4 commit 320381-2023-09/2",
        ]
    );
    let leaves: Vec<Digest> = entries.iter().map(|l| l.entry.leaf()).collect();
    let policy = Policy::parse(&format!(
        "log {}\nwitness w {}\nquorum w\n",
        log_key().verifier(),
        CosignerKey::of(witness_key().verifier())
    ));
    let policy = policy.unwrap();
    for (size, quorum) in [(3, Quorum::Missing(vec![])), (5, Quorum::At(NOW.plus(63)))] {
        let stored = archive.checkpoint(size).await.unwrap().unwrap();
        let (head, reached) = policy.check(&stored.note).unwrap();
        assert_eq!((head.size, head.root), (size, merkle::root(&leaves[..size as usize])));
        assert_eq!(reached, quorum);
    }
    assert_eq!(archive.latest_checkpoint().await.unwrap().map(|head| head.size), Some(5));
    assert_eq!(archive.cosigned_checkpoints(1).await.unwrap().len(), 1);
    assert_eq!(archive.cosigned_by("notary.example").await.unwrap(), 5);
    assert_eq!(archive.cosigned_by("nobody").await.unwrap(), 0);
    let old = archive.log_hashes(&[Range::whole(3)]).await.unwrap();
    assert_eq!(old, [merkle::root(&leaves[..3])]);
    let found = archive.log_entry(&Logged::Commit(Attempt::new(&draw_id(), 2))).await.unwrap();
    assert_eq!(found.map(|l| l.index), Some(4));
    assert_eq!(archive.log_entry(&Logged::Open(Attempt::new(&draw_id(), 2))).await.unwrap(), None);
}

pub fn reveal() -> Reveal {
    Reveal { witness: name("notary"), value: "cd".repeat(32), revealed_at: NOW.plus(30) }
}

pub fn terminal() -> Terminal {
    Terminal { kind: TerminalKind::Result, digest: Digest::of(b"result.txt"), at: NOW.plus(60) }
}

pub fn pseudonyms() -> Vec<Pseudonym> {
    ["p01", "p02", "p03"]
        .iter()
        .enumerate()
        .map(|(i, p)| Pseudonym {
            pseudonym: name(p),
            inspector: InspectorId::new(&format!("J{:03}", 9 - i)).unwrap(),
        })
        .collect()
}

/// Everything that [`fill`] stored is there, value for value.
pub async fn check(archive: &Archive, filled: &Filled) {
    check_with(archive, filled, matters()).await;
}

/// The same of an archive whose item list is this one.
pub async fn check_with(archive: &Archive, filled: &Filled, matters: Vec<Matter>) {
    assert_eq!(archive.subjects(filled.subjects).await.unwrap(), rare_subjects());
    assert_eq!(archive.inspectors(filled.inspectors).await.unwrap(), inspectors());
    assert_eq!(archive.recusals(filled.recusals).await.unwrap(), recusals());
    assert_eq!(archive.matters(filled.matters).await.unwrap(), matters);
    assert_eq!(archive.issues(filled.subjects).await.unwrap(), issues());
    assert_eq!(archive.issues(filled.matters).await.unwrap(), vec![]);
    let roster = archive.roster(filled.subjects).await.unwrap().unwrap();
    assert_eq!((roster.roster.rows, roster.source.as_str(), roster.imported_at), (20, RARE[3], NOW));
    let plan = archive.plan("2023-01").await.unwrap().unwrap();
    assert_eq!((plan.version, plan.name.as_str(), plan.published_at), (1, "年度计划 𠮷", NOW.plus(60)));
    assert_eq!(plan.digest, Digest::of(plan.text.as_bytes()));

    let draw = archive.draw(&draw_id(), 1).await.unwrap().unwrap();
    let expected = Draw {
        recusals: Some(filled.recusals),
        matters: Some(filled.matters),
        ..self::draw(filled.subjects, filled.inspectors)
    };
    assert_eq!(draw, expected);
    let files = archive.files(&draw_id(), 1).await.unwrap();
    let files: Vec<_> = files.iter().map(|f| (f.name.as_str(), f.bytes.as_slice())).collect();
    let commit: &[u8] = b"suicha-commit/1\n";
    assert_eq!(files, [("commit.txt", commit), ("empty", b""), ("zero.bin", b"\0\xff\r\n\\x00")]);
    assert_eq!(archive.secret(&draw_id(), 1, "salt-key").await.unwrap(), Some("ab".repeat(32)));
    assert_eq!(archive.reveals(&draw_id(), 1).await.unwrap(), [reveal()]);
    assert_eq!(archive.terminal(&draw_id(), 1).await.unwrap(), Some(terminal()));
    assert_eq!(archive.pseudonyms(&draw_id(), 1).await.unwrap(), pseudonyms());

    let journal = archive.journal().await.unwrap();
    let journal: Vec<_> = journal
        .iter()
        .filter(|j| j.object != "log")
        .map(|j| (j.seq, j.at, j.operator.as_str(), j.verb.as_str(), j.object.as_str()))
        .collect();
    assert_eq!(
        journal,
        [
            (1, NOW, "科员甲", "import", "four rosters"),
            (2, NOW.plus(60), "科员乙", "draw run", "draw 320381-2023-09 attempt 1"),
        ]
    );
}
