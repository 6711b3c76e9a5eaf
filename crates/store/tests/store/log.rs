//! Logs written by hand, line by line, for what a desk would never do.

use std::collections::{BTreeMap, BTreeSet};

use desk::{
    Actor, CallId, ChannelId, ChannelSettings, Considered, ContactId, ConversationId, DeclineCause,
    DeflectionReason, Document, Fact, Fold, LegId, Logged, Millis, OfferHow, OfferId, Outcome,
    RecordingMode, Row, RowKey, Seq, Status, TeamId, TeamSettings, TeammateId, TeammateSettings,
    WithdrawnWhy, WorkspaceSettings,
};
use store::check::check;

use crate::{NOON, WORKSPACE};

/// The team of every log.
pub(crate) const SUPPORT: TeamId = TeamId(1);

/// A log under way.
#[derive(Clone, Default)]
pub(crate) struct Log {
    pub(crate) facts: Vec<Logged>,
    lines: BTreeMap<CallId, u32>,
}

/// A moment, in milliseconds after noon.
pub(crate) fn at(ms: i64) -> Millis {
    Millis(NOON.0 + ms)
}

impl Log {
    /// A workspace with three active teammates in one team.
    pub(crate) fn new() -> Self {
        let mut log = Self::default();
        log.save(Document::Workspace(WorkspaceSettings::default()));
        for id in 1..=3 {
            log.save(Document::Teammate(TeammateId(id), TeammateSettings::default()));
        }
        let members = (1..=3).map(TeammateId).collect();
        let team = TeamSettings { name: "Support".to_owned(), members, ..TeamSettings::default() };
        log.save(Document::Team(SUPPORT, team));
        let channel = ChannelSettings {
            name: "Hotline".to_owned(),
            number: "+15550000".to_owned(),
            team: SUPPORT,
            recording: RecordingMode::Off,
            retired: desk::Toggle::Off,
        };
        log.save(Document::Channel(ChannelId(1), channel));
        for id in 1..=3 {
            let teammate = TeammateId(id);
            let fact = Fact::StatusSet { teammate, status: Status::Active };
            log.push(0, Actor::Teammate(teammate), fact);
        }
        log
    }

    pub(crate) fn save(&mut self, document: Document) {
        let version = 1;
        self.push(0, Actor::Operator, Fact::SettingsSaved { version, document });
    }

    /// Saves the workspace's settings anew.
    pub(crate) fn workspace(&mut self, settings: WorkspaceSettings) {
        let document = Document::Workspace(settings);
        self.push(0, Actor::Operator, Fact::SettingsSaved { version: 2, document });
    }

    fn next(&self) -> u64 {
        self.facts.last().map_or(1, |last| last.seq.0 + 1)
    }

    /// Writes a line.
    pub(crate) fn push(&mut self, ms: i64, by: Actor, fact: Fact) -> &mut Logged {
        let seq = Seq(self.next());
        let call = fact.call().map(|call| {
            let line = self.lines.entry(call).or_default();
            *line += 1;
            (call, *line)
        });
        self.facts.push(Logged { seq, at: at(ms), by, cause: None, call, fact });
        self.facts.last_mut().unwrap()
    }

    /// A call that has arrived.
    pub(crate) fn arrive(&mut self, ms: i64) -> CallId {
        let (contact, channel) = (ContactId(self.next()), ChannelId(1));
        self.push(ms, Actor::Desk, Fact::ContactCreated { contact });
        let conversation = ConversationId(self.next());
        let created = Fact::ConversationCreated { conversation, contact, channel };
        self.push(ms, Actor::Caller, created);
        let call = CallId(self.next());
        let leg = LegId::Caller(call.0);
        let fact = Fact::CallArrived { call, conversation, contact, channel, leg };
        self.push(ms, Actor::Caller, fact);
        call
    }

    /// A call that waits in the team's queue.
    pub(crate) fn queue(&mut self, ms: i64) -> CallId {
        let call = self.arrive(ms);
        self.push(ms, Actor::Desk, Fact::CallQueued { call, team: SUPPORT, hold_until: None });
        call
    }

    pub(crate) fn offer(&mut self, ms: i64, call: CallId, teammate: u64) -> OfferId {
        self.offer_as(ms, call, teammate, OfferHow::Picked)
    }

    pub(crate) fn offer_as(
        &mut self,
        ms: i64,
        call: CallId,
        teammate: u64,
        how: OfferHow,
    ) -> OfferId {
        let (offer, teammate) = (OfferId(self.next()), TeammateId(teammate));
        let (team, ring_until, considered) = (SUPPORT, at(ms + 30_000), Considered::default());
        let fact = Fact::CallOffered { call, offer, teammate, team, how, ring_until, considered };
        self.push(ms, Actor::Desk, fact);
        offer
    }

    pub(crate) fn decline(
        &mut self,
        ms: i64,
        call: CallId,
        offer: OfferId,
        teammate: u64,
        cause: DeclineCause,
    ) -> &mut Logged {
        let teammate = TeammateId(teammate);
        let excluded_until = cause.excludes().then(|| at(ms + 300_000));
        let fact = Fact::CallDeclined { call, offer, teammate, cause, excluded_until };
        self.push(ms, Actor::Teammate(teammate), fact)
    }

    pub(crate) fn miss(
        &mut self,
        ms: i64,
        call: CallId,
        offer: OfferId,
        teammate: u64,
    ) -> &mut Logged {
        let (teammate, excluded_until) = (TeammateId(teammate), at(ms + 300_000));
        self.push(ms, Actor::Clock, Fact::CallMissed { call, offer, teammate, excluded_until })
    }

    pub(crate) fn answer(&mut self, ms: i64, call: CallId, offer: OfferId, teammate: u64) {
        let (teammate, leg) = (TeammateId(teammate), LegId::Offer(offer, 1));
        let fact = Fact::CallAnswered { call, offer, teammate, leg };
        self.push(ms, Actor::Teammate(teammate), fact);
    }

    pub(crate) fn withdraw(
        &mut self,
        ms: i64,
        call: CallId,
        offer: OfferId,
        teammate: u64,
        why: WithdrawnWhy,
    ) {
        let teammate = TeammateId(teammate);
        self.push(ms, Actor::Caller, Fact::OfferWithdrawn { call, offer, teammate, why });
    }

    pub(crate) fn deflect(&mut self, ms: i64, call: CallId, reason: DeflectionReason) {
        self.push(ms, Actor::Desk, Fact::CallDeflected { call, team: SUPPORT, reason });
    }

    pub(crate) fn end(&mut self, ms: i64, by: Actor, call: CallId, outcome: Outcome) {
        self.push(ms, by, Fact::CallEnded { call, outcome, ended: at(ms) });
    }

    /// The rows that the log leads to.
    pub(crate) fn rows(&self) -> BTreeMap<RowKey, Row> {
        let mut fold = Fold::new(WORKSPACE);
        for logged in &self.facts {
            fold.apply(logged);
        }
        fold.rows().clone()
    }

    /// Which invariants the log breaks, its rows being what it leads to.
    pub(crate) fn breaks(&self) -> BTreeSet<&'static str> {
        self.breaks_with(&self.rows())
    }

    /// Which invariants the log breaks beside these rows.
    pub(crate) fn breaks_with(&self, rows: &BTreeMap<RowKey, Row>) -> BTreeSet<&'static str> {
        let breaches = check(WORKSPACE, &self.facts, rows);
        breaches.into_iter().map(|breach| breach.invariant).collect()
    }
}
