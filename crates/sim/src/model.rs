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
    OfferId, Permission, RecordingId, RoleId, RoleSettings, Segment, Seq, Stage, Subject, TabId,
    TabPhone, TeamId, TeamSettings, TeammateId, TeammateSettings, WorkspaceSettings,
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
/// How long a caller may hear nothing of a browser phone that was lost.
pub(crate) const QUIET_MS: u64 = 2_000;
/// How long a browser phone may be lost before it loses the call.
pub(crate) const PARTED_MS: u64 = 20_000;
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
    pub(crate) roles: BTreeMap<RoleId, RoleSettings>,
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
    /// Which tab each browser's leg was connected to last.
    pub(crate) carried: BTreeMap<LegId, (TeammateId, TabId)>,
    /// The lead made last.
    pub(crate) newest: Option<ContactId>,
}

/// A teammate.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    pub(crate) settings: TeammateSettings,
    /// What the role lets be done.
    pub(crate) may: BTreeSet<Permission>,
    pub(crate) status: desk::Status,
    pub(crate) channels: desk::Channels,
    pub(crate) phone: desk::Phone,
    pub(crate) last_assigned: Option<Millis>,
    pub(crate) desk: Desktop,
}

/// A teammate's tabs and what is known of them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Desktop {
    pub(crate) tabs: BTreeMap<TabId, Tab>,
    /// Until when a lost last tab may come back.
    pub(crate) grace_until: Option<Millis>,
    /// Until when desk phones count as out of reach.
    pub(crate) unreachable_until: Option<Millis>,
    /// The instant of the last change, at which nobody can say which came first.
    pub(crate) changed: Option<Millis>,
}

/// An open tab.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tab {
    pub(crate) phone: TabPhone,
    /// It let a ring go unacknowledged and has not answered since.
    pub(crate) frozen: bool,
}

/// A tab that was told to ring.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Told {
    /// Until when it has to say that it does.
    pub(crate) until: Option<Millis>,
    /// When it said so.
    pub(crate) said: Option<Millis>,
}

/// A browser phone that lost its connection in mid-call.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Parted {
    pub(crate) since: Millis,
    /// Until when the caller may hear nothing.
    pub(crate) quiet_until: Option<Millis>,
    /// The caller hears music, by the orders given.
    pub(crate) music: bool,
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
    /// The team it was assigned to while an announcement played.
    pub(crate) assigned: Option<TeamId>,
    pub(crate) parted: Option<Parted>,
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
    /// The tabs that were told to ring.
    pub(crate) told: BTreeMap<TabId, Told>,
    pub(crate) refusals: Vec<desk::LegRefusal>,
    /// The desk was opened anew since, and may have lost what it knew of it.
    pub(crate) blurred: bool,
}

impl Person {
    pub(crate) fn takes_calls(&self) -> bool {
        self.may.contains(&Permission::TakesCalls)
    }

    /// The tabs that could ring.
    pub(crate) fn ringable(&self) -> impl Iterator<Item = TabId> {
        let phones = !self.settings.sip_phones.is_empty();
        let rings = move |tab: &Tab| !tab.frozen && (phones || tab.phone == TabPhone::Ready);
        self.desk.tabs.iter().filter(move |(_, tab)| rings(tab)).map(|(id, _)| *id)
    }

    /// Whether a press of *Answer* in that tab, or in none in particular, finds a phone.
    pub(crate) fn could_answer(&self, pressed: Option<TabId>) -> bool {
        match pressed.and_then(|pressed| self.desk.tabs.get(&pressed)) {
            Some(tab) => tab.phone == TabPhone::Ready,
            None => self.desk.tabs.values().any(|tab| tab.phone == TabPhone::Ready),
        }
    }

    pub(crate) fn listens(&self) -> bool {
        self.may.contains(&Permission::ListenToCalls)
    }
}

impl Model {
    /// The live call that talks over that leg.
    pub(crate) fn talks_over(&mut self, leg: LegId) -> Option<&mut Call> {
        self.live.values_mut().find(|call| match call.stage {
            Stage::Talking(talk) | Stage::OnHold(talk) => talk.leg == leg,
            Stage::Menu
            | Stage::Queued { .. }
            | Stage::Ringing { .. }
            | Stage::Deflected { .. }
            | Stage::Ended { .. } => false,
        })
    }

    /// Where a call goes after its announcement.
    pub(crate) fn leads_to(&self, call: &Call) -> Option<TeamId> {
        call.assigned.or_else(|| self.channels.get(&call.channel).map(|channel| channel.team))
    }

    /// Whether somebody owns the workspace.
    pub(crate) fn owners(&self) -> impl Iterator<Item = TeammateId> {
        let owns = |person: &Person| {
            person.settings.employment == desk::Employment::Here
                && person.may.contains(&Permission::Owner)
        };
        self.people.iter().filter(move |(_, person)| owns(person)).map(|(id, _)| *id)
    }

    /// What a role lets be done: without one calls are taken, and an owner may do
    /// everything else.
    pub(crate) fn may(&self, role: RoleId) -> BTreeSet<Permission> {
        let Some(role) = self.roles.get(&role) else {
            return BTreeSet::from([Permission::TakesCalls]);
        };
        let mut may = role.permissions.clone();
        if may.contains(&Permission::Owner) {
            let calls = may.contains(&Permission::TakesCalls);
            may.extend(Permission::ALL);
            if !calls {
                may.remove(&Permission::TakesCalls);
            }
        }
        may
    }

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
