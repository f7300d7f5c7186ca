//! What can happen in the county, as plain values: a history is a list of them. Numbers are taken
//! modulo what is there, so that every list means something, and a shorter one too. The printed form of
//! a history can be put into `found.rs` as it is.

/// One step: what is done, and what happens to the program meanwhile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step(pub Op, pub How);

/// How a command is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// Once.
    Once,
    /// Twice; the second time nothing more may happen.
    Twice,
    /// Dies at its n-th fault point and is run again.
    Killed(u32),
    /// Dies at its n-th fault point and is left like that.
    Left(u32),
}

/// Libraries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Subjects,
    Officers,
    Recusals,
    Matters,
}

/// What is done with outcomes that are entered already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    Pass,
    Return,
    Publish,
    Withdraw,
    Finish,
}

/// Something that somebody does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Op {
    /// Minutes pass.
    Wait(u32),
    /// An extract of so many days ago is imported; `change` says what has happened since the last one.
    Import {
        kind: Kind,
        change: u32,
        back: u32,
    },
    /// A plan of the next quarter is published; `wrong` picks a mistake, 0 none.
    Publish {
        change: u32,
        wrong: u32,
    },
    /// A plan is amended.
    Amend {
        plan: u32,
        change: u32,
    },
    /// Tasks of a plan are frozen for a pulse `after` minutes beyond the lead.
    Freeze {
        plan: u32,
        tasks: u32,
        after: u32,
        witness: bool,
        wrong: u32,
    },
    /// A draw is frozen again: after a void with another round of the beacon, or the same.
    Again {
        draw: u32,
        after: u32,
        other: bool,
    },
    Reveal {
        draw: u32,
    },
    /// The draw is run; `wrong`: with the pulse of another round.
    Run {
        draw: u32,
        wrong: bool,
    },
    Void {
        draw: u32,
        reason: u32,
    },
    Open {
        draw: u32,
    },
    /// A replacement is asked for: a subject skipped, an officer ill, or both.
    Ask {
        draw: u32,
        skip: Option<u32>,
        ill: Option<u32>,
    },
    /// The replacement that waits is carried out.
    Replace {
        draw: u32,
    },
    Challenge {
        draw: u32,
        subject: u32,
    },
    /// So many due outcomes from the first on are entered; `wrong` picks a mistake, 0 none.
    Enter {
        draw: u32,
        who: u32,
        first: u32,
        count: u32,
        change: u32,
        wrong: u32,
    },
    /// The same as corrections.
    Correct {
        draw: u32,
        who: u32,
        first: u32,
        count: u32,
        change: u32,
    },
    /// A step with entered outcomes: those of one subject, or whatever is due.
    Act {
        draw: u32,
        who: u32,
        verb: Verb,
        subject: Option<u32>,
        back: u32,
    },
    /// A command with the clock set back.
    SetBack {
        days: u32,
    },
    /// A command about a draw that does not exist.
    Unknown {
        command: u32,
    },
}

impl Op {
    /// Whether it may be run twice and left dead, because it says by itself what it is about.
    pub fn can_die(&self) -> bool {
        !matches!(self, Op::Wait(_) | Op::SetBack { .. } | Op::Unknown { .. })
    }
}
