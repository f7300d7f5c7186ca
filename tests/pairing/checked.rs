//! A small draw through the public function, its constraints, its leads, and every violation that
//! the checker must name.

use suicha::core::digest::Digest;
use suicha::core::id::{DrawId, Name, SubjectId};
use suicha::core::pairing::{
    DrawnVisit, InspectorRow, OnShortage, OpenSeat, Paired, PairingError, PairingInput, RecusalRow, TeamLine,
    TeamRow, Violation, check, name_leads, pair, rehearse,
};
use suicha::core::spread::InOrder;

pub fn name(text: &str) -> Name {
    Name::new(text).unwrap()
}

pub fn subject(text: &str) -> SubjectId {
    SubjectId::new(text).unwrap()
}

/// A draw whose parts a test may change.
#[derive(Clone)]
pub struct Small {
    pub draw: DrawId,
    pub seed: Digest,
    pub visits: Vec<DrawnVisit>,
    pub team_rules: Vec<Vec<TeamLine>>,
    pub on_shortage: Vec<OnShortage>,
    pub inspectors: Vec<InspectorRow>,
    pub recusals: Vec<RecusalRow>,
    pub again: Vec<OpenSeat>,
}

impl Small {
    /// Visits `V1`… in pool `s1`, one task; inspectors `p1`… as (unit, tags, cap).
    pub fn new(team: &[&str], visits: usize, inspectors: &[(&str, &str, u32)]) -> Self {
        let inspector = |(at, (unit, tags, cap)): (usize, &(&str, &str, u32))| InspectorRow {
            pseudonym: name(&format!("p{}", at + 1)),
            unit: name(unit),
            tags: tags.split_terminator('+').map(name).collect(),
            cap: *cap,
            base: 0,
        };
        Self {
            draw: DrawId::new("small").unwrap(),
            seed: Digest::of(b"small"),
            visits: (1..=visits)
                .map(|at| DrawnVisit { id: subject(&format!("V{at}")), pool: name("s1"), tasks: vec![0] })
                .collect(),
            team_rules: vec![team.iter().map(|line| TeamLine::parse(line).unwrap()).collect()],
            on_shortage: vec![],
            inspectors: inspectors.iter().enumerate().map(inspector).collect(),
            recusals: vec![],
            again: vec![],
        }
    }

    pub fn shortage(mut self, rules: &[&str]) -> Self {
        self.on_shortage = rules.iter().map(|rule| OnShortage::parse(rule).unwrap()).collect();
        self
    }

    pub fn recused(mut self, pseudonym: &str, id: &str) -> Self {
        self.recusals.push(RecusalRow { pseudonym: name(pseudonym), id: subject(id) });
        self.recusals.sort();
        self
    }

    pub fn input(&self) -> PairingInput<'_> {
        PairingInput {
            draw: &self.draw,
            attempt: 1,
            seed: &self.seed,
            visits: &self.visits,
            team_rules: &self.team_rules,
            on_shortage: &self.on_shortage,
            inspectors: &self.inspectors,
            recusals: &self.recusals,
            replace: (!self.again.is_empty()).then_some((1, &self.again)),
        }
    }

    /// Pairs, and has the constraints checked.
    pub fn pair(&self) -> Result<Paired, PairingError> {
        let paired = pair(&self.input(), &InOrder)?;
        assert_eq!(check(&self.input(), &paired.applied, &paired.open, &paired.rows), []);
        Ok(paired)
    }
}

fn usual() -> Small {
    let people = [("s1", "", 3), ("s1", "food", 3), ("s1", "lead", 3), ("s2", "food+lead", 3)];
    Small::new(&["1 @pool", "1 food"], 4, &people).recused("p2", "V1")
}

#[test]
fn the_lead_is_the_smallest_ticket_among_those_tagged() {
    let small = usual();
    let paired = small.pair().unwrap();
    let text = |row: &TeamRow| format!("suicha/1/l:{}:{}:{}", small.seed, row.id, row.pseudonym);
    let ticket = |row: &&TeamRow| Digest::of(text(row).as_bytes());
    let tagged = |row: &&TeamRow| ["p3", "p4"].contains(&row.pseudonym.as_str());
    for team in paired.rows.chunk_by(|a, b| a.id == b.id) {
        let lead = team.iter().filter(tagged).min_by_key(ticket);
        let lead = lead.or(team.iter().min_by_key(ticket));
        let named: Vec<&TeamRow> = team.iter().filter(|row| row.lead).collect();
        assert_eq!(named, Vec::from_iter(lead));
    }
}

#[test]
fn each_violation_is_named() {
    let small = usual();
    let rows = small.pair().unwrap().rows;
    let found = |change: &dyn Fn(&mut Vec<TeamRow>)| -> Vec<String> {
        let mut rows = rows.clone();
        change(&mut rows);
        let violations = check(&small.input(), &[], &[], &rows);
        let kind = |one: &Violation| format!("{one:?}").split(' ').next().unwrap().to_string();
        violations.iter().map(kind).collect()
    };
    let has = |kind: &str, change: &dyn Fn(&mut Vec<TeamRow>)| {
        let found = found(change);
        assert!(found.iter().any(|one| one == kind), "{kind} is not among {found:?}");
    };
    has("NotDrawn", &|rows| rows[0].id = subject("V9"));
    has("NoInspector", &|rows| rows[0].pseudonym = name("p9"));
    has("TooFewOfficers", &|rows| drop(rows.remove(0)));
    has("Seats", &|rows| rows[0].seat = 7);
    has("Seats", &|rows| drop(rows.remove(0)));
    has("NotEligible", &|rows| {
        rows.iter_mut().filter(|row| row.seat == 1).for_each(|row| row.pseudonym = name("p1"));
    });
    has("Recused", &|rows| rows[0].pseudonym = name("p2"));
    has("Twice", &|rows| rows[1].pseudonym = rows[0].pseudonym.clone());
    has("OverCap", &|rows| rows.iter_mut().for_each(|row| row.pseudonym = name("p1")));
    has("Leads", &|rows| rows.iter_mut().for_each(|row| row.lead = false));
    has("WrongLead", &|rows| {
        rows[0].pseudonym = name("p4");
        rows[1].pseudonym = name("p1");
        (rows[0].lead, rows[1].lead) = (false, true);
    });
}

#[test]
fn bad_input_is_refused_by_name() {
    let error = |change: &dyn Fn(&mut Small)| {
        let mut small = usual();
        change(&mut small);
        small.pair().unwrap_err()
    };
    let one = error(&|small| small.team_rules[0].truncate(1));
    assert_eq!(one, PairingError::TooFewOfficers { task: 0, officers: 1 });
    let one = error(&|small| small.visits[1].tasks.clear());
    assert_eq!(one, PairingError::NoTask { id: subject("V2") });
    let one = error(&|small| small.visits[1].tasks.push(5));
    assert_eq!(one, PairingError::UnknownTask { id: subject("V2"), task: 5 });
    let one = error(&|small| small.visits[0].pool = name("without"));
    assert!(matches!(one, PairingError::Pool { .. }), "{one}");
    let one = error(&|small| small.visits.swap(0, 1));
    assert_eq!(one, PairingError::VisitOrder { id: subject("V1") });
    let one = error(&|small| small.inspectors.swap(0, 1));
    assert_eq!(one, PairingError::InspectorOrder { pseudonym: name("p1") });
    let one = error(&|small| small.recusals[0].pseudonym = name("p9"));
    assert_eq!(one, PairingError::UnknownInspector { pseudonym: name("p9") });
    let one = error(&|small| small.again.push(OpenSeat { id: subject("V1"), seat: 3 }));
    assert_eq!(one, PairingError::UnknownSeat { id: subject("V1"), seat: 3 });
}

#[test]
fn a_replacement_draws_its_seats_alone() {
    let mut small = usual();
    let before = small.pair().unwrap().rows;
    small.again = vec![OpenSeat { id: subject("V2"), seat: 1 }];
    let rows = pair(&small.input(), &InOrder).unwrap().rows;
    assert_eq!(rows.len(), 1);
    assert_eq!((rows[0].id.as_str(), rows[0].seat, rows[0].lead), ("V2", 1, false));
    let mut all = before;
    let place = all.iter().position(|row| row.id == rows[0].id && row.seat == 1).unwrap();
    all[place] = rows[0].clone();
    name_leads(&small.seed, &small.inspectors, &mut all, &InOrder);
    assert_eq!(all.iter().filter(|row| row.lead).count(), 4);
}

#[test]
fn no_visits_make_an_empty_table() {
    let paired = Small::new(&["2"], 0, &[("s1", "", 1)]).pair().unwrap();
    assert!(paired.rows.is_empty());
    assert_eq!(rehearse(&Small::new(&["2"], 0, &[]).input(), &InOrder), Ok(None));
}
