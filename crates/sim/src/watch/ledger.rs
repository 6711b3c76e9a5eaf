//! Which invariants there are, how often each was checked, and what broke.

use desk::CallId;

macro_rules! invariants {
    ($($name:ident $text:literal,)*) => {
        /// What must hold after every step of every run.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Invariant {
            $(#[doc = $text] $name,)*
        }

        /// All of them.
        pub const INVARIANTS: &[Invariant] = &[$(Invariant::$name,)*];

        impl Invariant {
            /// Its short name.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$name => stringify!($name),)* }
            }

            /// What it says, in one sentence.
            #[must_use]
            pub fn sentence(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }
        }
    };
}

invariants! {
    S1 "A teammate holds at most one phone call.",
    S2 "A call has at most one open offer and one teammate.",
    S3 "Nothing is offered, bridged or changed after a call's end.",
    S4 "A phone rings no longer than the ring setting.",
    S5 "A ring ends only for a reason of its own, never by a stale timer.",
    S6 "After a miss or decline a teammate is left in peace by that call for five minutes.",
    S7 "That peace binds only that call and that teammate.",
    S8 "Only an available member is rung, and only as long as that holds.",
    S9 "The least recently assigned is rung, ties by id.",
    S10 "Assignment method and conversation limit never change who is rung.",
    S11 "Test workspaces offer nothing by themselves.",
    S12 "An earlier caller is never overtaken for a teammate he could have had.",
    S13 "Who was assigned a waiting call by hand cannot answer it.",
    S14 "In auto-answer mode no decline is accepted and no Decline button is told of.",
    S15 "On a call, in wrap-up, then the earlier status; old timers touch nothing.",
    S17 "The permission to listen never takes part in assignment.",
    S18 "A call that was turned away is never offered again.",
    L1 "Every live call is in exactly one place and has a next step.",
    L2 "No waiting caller and free teammate of the same team when the desk is quiet.",
    L3 "Waiting longer than the limit turns the call away, at most one ring late.",
    L4 "A queue is never longer than its maximum, and nobody is dropped silently.",
    L5 "A caller who leaves stops the ring and frees the teammate at once.",
    L6 "Answer and hang-up have one winner, and the loser is logged.",
    L7 "Two answers make one bridge and one defined refusal.",
    C1 "Every call has exactly one outcome.",
    C2 "A call moves only along the published transitions.",
    C3 "A call is turned away for one of five reasons, in its exact words.",
    C4 "A call has one contact, found by its number.",
    E1 "A call's lines are numbered without a gap, in order, after their causes.",
    E2 "Answered, declined and missed belong to an open offer.",
    E3 "The Decline button is told of when it was pressed, and only then.",
    E4 "An answer is logged when it is pressed.",
    E5 "Missed means that the ring's time was over.",
    E6 "The customer ended a call before an answer when the customer did.",
    E7 "Availability is noted if wanted, over one snapshot of the whole team.",
    E8 "The log only grows.",
    E9 "The facts fold to the rows.",
    E10 "Nothing is seen before it is committed.",
    E11 "After a crash nothing is repeated and every cut call is closed as such.",
    M1 "The pieces of a call's time add up to its duration, without hole or overlap.",
    M2 "Each stay in a queue is a piece of its own.",
    M3 "Talk time is the sum of bridged time, by teammate and team.",
    M4 "Answer time is the first answer after the call was placed.",
    M5 "The dashboard counts what a recount of the log counts.",
    M6 "Outcomes are disjoint and cover all ended calls.",
    M7 "Available for phone includes those who handle a call.",
    M9 "No figure is negative, whatever the clock does.",
    D1 "A hold limit that passes during a ring lets that ring finish, and no other begins.",
    D2 "The five minutes start when the ring ends.",
    D3 "The caller of a lone decliner waits on.",
    D4 "Busy and Away start the five minutes, a lost or frozen client does not.",
    D5 "A call that returns keeps its place.",
    D6 "The outcome follows from where the call stood when it ended.",
    D8 "Assigning an answered call moves the conversation, never the audio.",
    D9 "The last assigned date moves with the offer.",
    D10 "A second press is told that the call was answered.",
    D11 "Away by hand during a call stays Away after it.",
    B1 "A leg is connected only to an open tab of whoever talks over it.",
    B2 "A browser phone that is lost comes back in time, or its call goes back.",
    B3 "A tab carries one leg at a time.",
    B4 "The caller of a lost browser phone hears music after two seconds.",
    B5 "A browser's leg is connected before it is bridged.",
    P1 "Only who may changes settings, another's availability, or ownership.",
    P2 "Once somebody owns the workspace, somebody always does.",
    P3 "What one would be told is what one is told.",
    P4 "Nothing retires in mid-call, and a retired number takes no calls.",
    N1 "A call's data is ready once, after its end and the end of its recordings.",
    N2 "Every notification that is on is judged once for every call, whatever crashes.",
    N3 "What a notification makes is made with its result, all of it and nothing else.",
    N4 "A mail comes to one end.",
    N5 "A notification fires when its condition holds, and only then.",
    N6 "What is deleted stays deleted, and its file goes.",
}

/// An invariant that did not hold.
#[derive(Debug, Clone)]
pub struct Breach {
    /// Which one.
    pub invariant: Invariant,
    /// What was seen, in one sentence.
    pub seen: String,
    /// The call it was seen on.
    pub call: Option<CallId>,
}

/// How often each was checked, and what broke in the step that broke anything.
#[derive(Debug, Clone)]
pub struct Ledger {
    counts: Vec<u64>,
    breaches: Vec<Breach>,
}

impl Default for Ledger {
    fn default() -> Self {
        Self { counts: vec![0; INVARIANTS.len()], breaches: Vec::new() }
    }
}

impl Ledger {
    /// Counts a check, and remembers what was seen if it failed.
    pub(crate) fn check(
        &mut self,
        invariant: Invariant,
        call: Option<CallId>,
        holds: bool,
        seen: impl FnOnce() -> String,
    ) {
        if let Some(count) = self.counts.get_mut(invariant as usize) {
            *count += 1;
        }
        if !holds && !self.breaches.iter().any(|breach| breach.invariant == invariant) {
            self.breaches.push(Breach { invariant, seen: seen(), call });
        }
    }

    /// What broke.
    #[must_use]
    pub fn breaches(&self) -> &[Breach] {
        &self.breaches
    }

    /// How often an invariant was checked.
    #[must_use]
    pub fn count(&self, invariant: Invariant) -> u64 {
        self.counts.get(invariant as usize).copied().unwrap_or(0)
    }

    /// Takes another world's counts in.
    pub(crate) fn join(&mut self, other: &Self) {
        for (mine, theirs) in self.counts.iter_mut().zip(&other.counts) {
            *mine += theirs;
        }
    }
}
