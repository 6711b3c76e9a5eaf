//! The reference: what the product's own words make of the inputs and facts, in plain
//! lists, without looking at the desk. Slow searches on purpose: nothing here is kept
//! in order, counted or indexed beforehand, so that it cannot share a mistake with the
//! code it judges.

mod apply;
mod client;
mod entry;
mod hours;
mod inputs;
mod standing;

use std::collections::{BTreeMap, BTreeSet};

use desk::{
    CallId, ChannelId, ChannelSettings, ContactId, ConversationId, LegId, Millis, OfferHow,
    OfferId, RecordingId, Segment, Seq, Stage, Subject, TabId, TeamId, TeamSettings, TeammateId,
    TeammateSettings, WorkspaceSettings,
};

pub(crate) use client::Client;
pub(crate) use entry::Entry;
pub(crate) use hours::open_at;
pub(crate) use standing::Verdict;

/// [002] how long a teammate who missed or declined is left in peace.
pub(crate) const PEACE_MS: u64 = 300_000;
/// How many offers of a call may be lost on the way to one teammate.
pub(crate) const LOST_MAX: u32 = 3;
/// A lost tab has this long to come back.
pub(crate) const GRACE_MS: u64 = 3_000;
/// A tab acknowledges a ring within this time.
pub(crate) const PROOF_MS: u64 = 1_500;
/// Longer than any retry of a desk phone that could not be reached should take.
const DOUBT_MS: u64 = 60_000;

/// Everything the reference knows.
#[derive(Debug, Default)]
pub(crate) struct Model {
    /// The desk's time: never back.
    pub(crate) now: Millis,
    pub(crate) workspace: WorkspaceSettings,
    pub(crate) versions: BTreeMap<Subject, u64>,
    pub(crate) teams: BTreeMap<TeamId, TeamSettings>,
    pub(crate) channels: BTreeMap<ChannelId, ChannelSettings>,
    pub(crate) people: BTreeMap<TeammateId, Person>,
    /// Calls that have not ended.
    pub(crate) live: BTreeMap<CallId, Call>,
    /// Calls that have.
    pub(crate) over: BTreeMap<CallId, Over>,
    /// Offers that have not ended.
    pub(crate) offers: BTreeMap<OfferId, Offer>,
    /// The call of every offer ever made.
    pub(crate) offered: BTreeMap<OfferId, (CallId, TeammateId)>,
    /// Who owns which number, in the order of being made.
    pub(crate) numbers: BTreeMap<String, Vec<ContactId>>,
    pub(crate) contacts: BTreeMap<ContactId, Millis>,
    pub(crate) conversations: BTreeSet<ConversationId>,
    /// The lives of the process so far.
    pub(crate) restarts: u32,
    /// Whose tabs or phones changed in this turn.
    pub(crate) unclear: Vec<TeammateId>,
    /// The lead made last.
    pub(crate) newest: Option<ContactId>,
}

/// A teammate.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    pub(crate) settings: TeammateSettings,
    pub(crate) status: desk::Status,
    pub(crate) channels: desk::Channels,
    pub(crate) phone: desk::Phone,
    pub(crate) last_assigned: Option<Millis>,
    pub(crate) desk: Desktop,
}

/// A teammate's tabs and what is known of them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Desktop {
    pub(crate) tabs: BTreeSet<TabId>,
    /// Until when a lost last tab may come back.
    pub(crate) grace_until: Option<Millis>,
    /// The tabs let a ring go unacknowledged and have not answered since.
    pub(crate) frozen: bool,
    /// Until when desk phones count as out of reach.
    pub(crate) unreachable_until: Option<Millis>,
    /// The instant of the last change, at which nobody can say which came first.
    pub(crate) changed: Option<Millis>,
}

/// A call that has not ended.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) id: CallId,
    pub(crate) conversation: ConversationId,
    pub(crate) channel: ChannelId,
    pub(crate) leg: LegId,
    pub(crate) placed: Millis,
    pub(crate) stage: Stage,
    pub(crate) since: Millis,
    pub(crate) team: Option<TeamId>,
    pub(crate) rank: Option<Seq>,
    pub(crate) stay: u32,
    pub(crate) hold_until: Option<Millis>,
    pub(crate) hold_minutes: Option<u32>,
    pub(crate) first_answer: Option<Millis>,
    /// Who is left in peace, and until when.
    pub(crate) peace: Vec<(TeammateId, Millis)>,
    pub(crate) lost: Vec<(TeammateId, u32)>,
    pub(crate) barred: Vec<TeammateId>,
    pub(crate) consent: desk::Consent,
    pub(crate) recording: Option<RecordingId>,
    pub(crate) lines: u32,
    pub(crate) segments: Vec<Segment>,
    /// How many of its pieces of time were stored.
    pub(crate) stored: u32,
}

/// What is kept of a call that ended.
#[derive(Debug, Clone)]
pub(crate) struct Over {
    pub(crate) outcome: desk::Outcome,
    pub(crate) ended: Millis,
    pub(crate) placed: Millis,
    pub(crate) first_answer: Option<Millis>,
    pub(crate) lines: u32,
    pub(crate) segments: Vec<Segment>,
    pub(crate) conversation: ConversationId,
    /// How many of its pieces of time were stored.
    pub(crate) stored: u32,
    /// Tried to be assigned after it had ended.
    pub(crate) late: u32,
}

/// An offer that has not ended.
#[derive(Debug, Clone)]
pub(crate) struct Offer {
    pub(crate) id: OfferId,
    pub(crate) call: CallId,
    pub(crate) teammate: TeammateId,
    pub(crate) team: TeamId,
    pub(crate) how: OfferHow,
    pub(crate) at: Millis,
    pub(crate) ring_until: Millis,
    pub(crate) acknowledged: Option<Millis>,
    /// Until when its tabs have to say that they ring.
    pub(crate) prove_until: Option<Millis>,
    pub(crate) refusals: Vec<desk::LegRefusal>,
    /// The desk was opened anew since, and may have lost what it knew of it.
    pub(crate) blurred: bool,
}

impl Model {
    pub(crate) fn person(&self, id: TeammateId) -> Option<&Person> {
        self.people.get(&id)
    }

    /// Members of a team who still work here, each once.
    pub(crate) fn members(&self, team: TeamId) -> impl Iterator<Item = (TeammateId, &Person)> {
        let ids = self.teams.get(&team).map(|team| team.members.as_slice()).unwrap_or_default();
        ids.iter().enumerate().filter_map(move |(place, id)| {
            let person = self.people.get(id)?;
            let first = !ids[..place].contains(id) || ids.len() > 64;
            let here = person.settings.employment == desk::Employment::Here;
            (first && here).then_some((*id, person))
        })
    }

    /// Calls of a team that wait or ring, in any order.
    pub(crate) fn waiting(&self, team: TeamId) -> impl Iterator<Item = &Call> {
        self.live.values().filter(move |call| match call.stage {
            Stage::Queued { team: of } | Stage::Ringing { team: of, .. } => of == team,
            Stage::Menu
            | Stage::Talking(_)
            | Stage::OnHold(_)
            | Stage::Deflected { .. }
            | Stage::Ended { .. } => false,
        })
    }

    /// The call whose caller has that leg.
    pub(crate) fn by_leg(&self, leg: LegId) -> Option<CallId> {
        match leg {
            LegId::Caller(_) => self.live.values().find(|call| call.leg == leg).map(|call| call.id),
            LegId::Offer(offer, _) => self.offered.get(&offer).map(|(call, _)| *call),
        }
    }
}
