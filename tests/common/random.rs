//! Small draws made from one number each: registry, people, plans, everything frozen and drawn by
//! the program itself. Nobody and nothing in them exists.

use super::tree;
use std::collections::BTreeMap;
use suicha::core::bundle::{self, Files};
use suicha::core::digest::Digest;
use suicha::core::draw::{DrawError, draw};
use suicha::core::freeze::{FreezeInput, freeze};
use suicha::core::id::{DrawId, InspectorId, Name, SubjectId};
use suicha::core::plan::Plan;
use suicha::core::pulse::Pulse;
use suicha::core::registry::{Group, Inspector, KeyKind, Recusal, Status, Subject};
use suicha::core::seed::{BeaconValue, SeedTranscript};
use suicha::core::spread::InOrder;
use suicha::core::time::Date;
use suicha::core::witness;

/// Numbers for test data (Vigna's splitmix64).
pub struct Dice(u64);

impl Dice {
    /// The dice of a number.
    pub fn new(number: u64) -> Self {
        Self(number)
    }

    /// A number below `n`.
    pub fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as usize % n
    }

    /// True once in `n` times.
    pub fn once_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    /// One of these.
    pub fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }
}

/// Every file of a draw; `None` if its inspectors do not suffice and its rules do not help.
pub fn random_draw(number: u64) -> Option<Files> {
    let mut dice = Dice::new(number);
    let stations = 1 + dice.below(3);
    let subjects = subjects(&mut dice, stations);
    let inspectors = inspectors(&mut dice, stations);
    let draw_id = DrawId::new(&format!("random-{number}")).unwrap();
    let attempt = 1 + dice.below(2) as u32;
    let openings = openings(&mut dice, number);
    let pulses = pulses(&mut dice);
    let blind = dice.once_in(2).then(|| Digest::of(format!("blind {number}").as_bytes()).0);
    let commitment =
        |(name, r): &(Name, [u8; 32])| (name.clone(), witness::commitment(&draw_id, attempt, name, r));
    let input = FreezeInput {
        draw: &draw_id,
        attempt,
        plans: &plans(&mut dice),
        subjects: &subjects,
        barred: &barred(&mut dice, &subjects),
        inspectors: &inspectors,
        recusals: &recusals(&mut dice, &subjects, &inspectors),
        loads: &loads(&mut dice, &inspectors),
        default_cap: 4 + dice.below(6) as u32,
        last_visit: Date::new(2023, 12, 31).unwrap(),
        not_before: None,
        pulses: pulses.iter().map(|value| (value.beacon.clone(), value.round.clone())).collect(),
        witnesses: openings.iter().map(commitment).collect(),
        salt_key: Digest::of(format!("salt key {number}").as_bytes()).0,
        blind,
    };
    let frozen = freeze(&input, &InOrder).unwrap_or_else(|problems| panic!("draw {number}: {problems:?}"));
    let transcript = SeedTranscript {
        commit: Digest::of(&frozen.files[bundle::COMMIT]),
        witnesses: openings.into_iter().map(|(name, r)| (name, (!dice.once_in(4)).then_some(r))).collect(),
        pulses,
        embargo: blind,
    };
    match draw(&frozen.files, &transcript, &InOrder) {
        Ok(drawn) => Some(drawn.files),
        Err(DrawError::Pairing(_)) => None,
        Err(DrawError::Inputs(error)) => panic!("draw {number}: {error}"),
    }
}

/// One to three plans; team lines, quotas, profiles, domains and shortage rules vary.
fn plans(dice: &mut Dice) -> Vec<Plan> {
    const RULES: [&str; 4] = [
        "",
        "on-shortage widen food\n",
        "on-shortage raise-cap 9\non-shortage leave-open\n",
        "on-shortage widen st0\non-shortage raise-cap 12\n",
    ];
    let rules = dice.pick(&RULES);
    let tasks = &["food", "joint.2", "scales"][..1 + dice.below(3)];
    tasks.iter().map(|task| plan(dice, task, rules)).collect()
}

fn plan(dice: &mut Dice, task: &str, rules: &str) -> Plan {
    const TEAMS: [&str; 6] = [
        "team 2\n",
        "team 2 @pool\n",
        "team 1 @pool\nteam 1\n",
        "team 1 food\nteam 1 @pool\n",
        "team 1 @pool\nteam 1 without food\n",
        "team 1 without @pool\nteam 2 lead\n",
    ];
    let domain = dice.pick(&["month", "other"]);
    let profile = dice.pick(&["", "profile open\n", "profile sealed\n"]);
    let cap = dice.pick(&["", "annual-cap 2\n", "quiet 30\n", "annual-cap 2\nquiet 30\n"]);
    let (teams, reserve) = (dice.pick(&TEAMS), dice.below(4));
    let strata: String =
        ["b", "a", "rest"].iter().map(|stratum| format!("stratum {stratum} {}\n", quota(dice))).collect();
    let text = format!(
        "suicha-plan/1\ntask {task}\ndomain {domain}\n{profile}scope all\n{teams}{rules}{strata}\
         class a risk=a\nclass b risk=b|c\n{cap}reserve {reserve}\nreplace closed moved\nlead 600\n"
    );
    let plan = Plan::parse(text.as_bytes()).unwrap_or_else(|error| panic!("{error}\n{text}"));
    assert_eq!(plan.print(), text);
    plan
}

fn quota(dice: &mut Dice) -> String {
    let share = match dice.below(3) {
        0 => format!("count {}", dice.below(6)),
        _ => {
            let q = 1 + dice.below(9);
            format!("rate {}/{q}{}", dice.below(q + 1), dice.pick(&["", " ceil", " half-up", " floor"]))
        }
    };
    let min = dice.below(4);
    let min_text = if dice.once_in(3) { format!(" min {min}") } else { String::new() };
    let max_text = if dice.once_in(2) { format!(" max {}", min + dice.below(4)) } else { String::new() };
    share + &min_text + &max_text
}

fn subjects(dice: &mut Dice, stations: usize) -> Vec<Subject> {
    let mut ids: Vec<String> = (0..20 + dice.below(25)).map(|_| subject_id(dice)).collect();
    ids.sort();
    ids.dedup();
    let usual = ids.len() / 2;
    ids.into_iter().enumerate().map(|(place, id)| subject(dice, &id, stations, place == usual)).collect()
}

fn subject_id(dice: &mut Dice) -> String {
    const DIGITS: &[u8] = b"0123456789ABCDEFGHJKLMNPQRTUWXY_-";
    let length = dice.pick(&[15, 18, 18, 3, 64]);
    (0..length).map(|_| char::from(dice.pick(DIGITS))).collect()
}

/// A subject; the one that is `usual` can be drawn by every plan.
fn subject(dice: &mut Dice, id: &str, stations: usize, usual: bool) -> Subject {
    let status = if !usual && dice.once_in(6) { dice.pick(Status::ALL) } else { Status::Active };
    let known = usual || !dice.once_in(12);
    Subject {
        id: SubjectId::new(id).unwrap(),
        key_kind: KeyKind::Other,
        other_id: String::new(),
        name: String::new(),
        kind: String::new(),
        group: Group::Enterprise,
        status,
        dormant: !usual && dice.once_in(15),
        region: String::new(),
        authority: String::new(),
        station: known.then(|| station(dice, stations)),
        industry: String::new(),
        labels: Vec::new(),
        risk_class: dice.pick(&[None, Some("a"), Some("b"), Some("c"), Some("d")]).map(name),
        established: None,
        licence_until: None,
        last_inspected: None,
        inspected_this_year: if usual { 0 } else { dice.below(4) as u32 },
        address: String::new(),
        representative: String::new(),
        contact: String::new(),
        phone: String::new(),
        extra: String::new(),
    }
}

fn inspectors(dice: &mut Dice, stations: usize) -> Vec<Inspector> {
    let number = 10 + dice.below(12);
    let inspector = |number: usize| {
        let mut tags: Vec<Name> = ["fire", "food", "lead"].map(name).to_vec();
        tags.retain(|_| dice.once_in(2));
        Inspector {
            id: InspectorId::new(&format!("CARD-{number:03}")).unwrap(),
            name: String::new(),
            unit: station(dice, stations),
            position: String::new(),
            tags,
            cap: dice.pick(&[None, None, Some(6), Some(2), Some(0)]),
            card_until: dice.pick(&[None, None, Some(Date::FOREVER), Date::new(2023, 1, 1)]),
            valid: !dice.once_in(12),
            expert: dice.once_in(12),
        }
    };
    (0..number).map(inspector).collect()
}

fn recusals(dice: &mut Dice, subjects: &[Subject], inspectors: &[Inspector]) -> Vec<Recusal> {
    let number = if dice.once_in(3) { 0 } else { dice.below(2 * subjects.len()) };
    let mut recusal = || Recusal {
        inspector: inspectors[dice.below(inspectors.len())].id.clone(),
        subject: subjects[dice.below(subjects.len())].id.clone(),
        reason: name("declared"),
    };
    (0..number).map(|_| recusal()).collect()
}

fn loads(dice: &mut Dice, inspectors: &[Inspector]) -> BTreeMap<InspectorId, u32> {
    let known = inspectors.iter().filter(|_| !dice.once_in(4)).map(|one| one.id.clone());
    let known: Vec<InspectorId> = known.collect();
    known.into_iter().map(|id| (id, dice.below(9) as u32)).collect()
}

fn barred(dice: &mut Dice, subjects: &[Subject]) -> BTreeMap<SubjectId, Name> {
    let last = subjects.len() / 2;
    let of_registry = subjects[..last].iter().filter(|_| dice.once_in(15)).map(|subject| subject.id.clone());
    let mut barred: Vec<SubjectId> = of_registry.collect();
    barred.extend((0..dice.below(3)).map(|_| SubjectId::new(&subject_id(dice)).unwrap()));
    barred.into_iter().filter(|id| *id != subjects[last].id).map(|id| (id, name("rejected"))).collect()
}

fn openings(dice: &mut Dice, number: u64) -> Vec<(Name, [u8; 32])> {
    let r = |witness: &&str| Digest::of(format!("opening {number} {witness}").as_bytes()).0;
    let witnesses = ["audit.example", "deputy.example", "notary.example"];
    witnesses[..dice.below(4)].iter().map(|witness| (name(witness), r(witness))).collect()
}

/// One to three genuine pulses of different beacons, sorted.
fn pulses(dice: &mut Dice) -> Vec<BeaconValue> {
    let mut files = vec!["good-lottery.txt", "good-quicknet-1000.txt"];
    for _ in 0..dice.below(2) {
        files.remove(dice.below(files.len()));
    }
    let read = |file: &&str| {
        let text = std::fs::read_to_string(tree("tests/vectors/pulse").join(file)).unwrap();
        let pulse = Pulse::parse(&text).unwrap();
        let beacon = name(&pulse.beacon().to_string());
        BeaconValue { beacon, round: pulse.round().into(), value: pulse.value().into() }
    };
    let mut values: Vec<BeaconValue> = files.iter().map(read).collect();
    values.sort();
    values
}

fn station(dice: &mut Dice, stations: usize) -> Name {
    name(&format!("st{}", dice.below(stations)))
}

fn name(text: &str) -> Name {
    Name::new(text).unwrap()
}
