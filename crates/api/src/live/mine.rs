//! A teammate's own state: where one stands, whether a call could ring here, and what may
//! be done. Sent at once, and only when something in it has changed.

use std::collections::BTreeSet;

use desk::{
    AnswerMode, CallState, Command, Desk, Phone, RecordingStage, Stage, TabId, TeamId, TeammateId,
    Toggle,
};

use super::frame::{Claim, MyCall, MyState, Reason, RecordingNow, ToPage};
use super::views::{self, KnownNames};
use super::{Floor, Hub, Presence};
use crate::schema::{CallStage, May};

/// Teammates looked at in one go, beside those that something touched: a ring that comes
/// meanwhile waits for a millisecond or two.
const LOOKED_AFTER: usize = 32;

impl Hub {
    /// What may have changed for these teammates is looked at, and sent where it did.
    pub fn refresh(&self, desk: &Desk, teammates: &BTreeSet<TeammateId>) {
        let mut floor = self.floor();
        for teammate in teammates {
            self.refresh_one(&mut floor, desk, *teammate);
        }
    }

    /// The same for everybody who has a tab open, as soon as there is time: names or rules
    /// have changed.
    pub fn refresh_all(&self) {
        let mut floor = self.floor();
        floor.due = floor.tabs.teammates().collect();
    }

    /// The same for some: those who wait for it, else those whose turn it is. Returns
    /// whether more of them wait.
    pub fn refresh_some(&self, desk: &Desk) -> bool {
        let mut floor = self.floor();
        let mut next: Vec<TeammateId> = floor.due.iter().take(LOOKED_AFTER).copied().collect();
        if next.is_empty() {
            let after = floor.looked_after;
            next = floor.tabs.teammates_after(after).take(LOOKED_AFTER).collect();
            floor.looked_after = next.last().copied().filter(|_| next.len() == LOOKED_AFTER);
        }
        for teammate in next {
            floor.due.remove(&teammate);
            self.refresh_one(&mut floor, desk, teammate);
        }
        !floor.due.is_empty()
    }

    fn refresh_one(&self, floor: &mut Floor, desk: &Desk, teammate: TeammateId) {
        let online = floor.tabs.online(teammate);
        let presence = Presence { client: desk.has_client(teammate), online };
        if floor.shown.insert(teammate, presence).unwrap_or_default() != presence {
            floor.pending.teammates.insert(teammate);
            self.bell.notify_one();
        }
        if !online {
            floor.mine.remove(&teammate);
            return;
        }
        let Some(me) = my_state(desk, floor, teammate) else { return };
        let text = ToPage::Me { me: Box::new(me) }.text();
        if floor.mine.get(&teammate) == Some(&text) {
            return;
        }
        let slow = floor.tabs.send(teammate, &text);
        floor.mine.insert(teammate, text);
        self.drop_slow(floor, slow);
    }
}

fn my_state(desk: &Desk, floor: &Floor, id: TeammateId) -> Option<MyState> {
    let (state, _) = desk.teammate(id)?;
    let readiness = desk.phone_readiness(id);
    let reasons = readiness.reasons.into_iter();
    let call = match state.phone {
        Phone::OnCall { call } => desk.call(call),
        Phone::Free | Phone::Ringing { .. } | Phone::WrapUp { .. } => None,
    };
    Some(MyState {
        teammate: id.0,
        status: views::status(state.status),
        channels: views::channels(state.channels),
        shown: state.shown(),
        phone: views::phone(state.phone),
        ready: readiness.ready,
        reasons: reasons.map(reason).collect(),
        call: call.and_then(|call| my_call(desk, &floor.names, id, call)),
        claim: claim(desk, id),
        phone_tab: phone_tab(floor, id, call).map(|tab| tab.0),
        auto_answer: desk.settings().answer_mode == AnswerMode::Auto,
        wrap_up_until_ms: match state.phone {
            Phone::WrapUp { until, .. } => Some(until.0),
            Phone::Free | Phone::Ringing { .. } | Phone::OnCall { .. } => None,
        },
    })
}

fn reason(reason: desk::Reason) -> Reason {
    let code = serde_json::to_value(reason.code);
    let code = code.ok().and_then(|code| code.as_str().map(str::to_owned));
    Reason { code: code.unwrap_or_default(), sentence: reason.sentence }
}

/// The tab whose browser phone carries the call, also while it is parted; without a call
/// the one that would carry the next.
fn phone_tab(floor: &Floor, teammate: TeammateId, call: Option<&CallState>) -> Option<TabId> {
    match call.and_then(CallState::talk) {
        Some(talk) => floor.tabs.carries(talk.leg),
        None => floor.tabs.carrier(teammate, None),
    }
}

/// The teams whose calls may be taken by hand, and why none can be taken now.
fn claim(desk: &Desk, by: TeammateId) -> Claim {
    let member = |(_, team): &(&TeamId, &desk::TeamSettings)| team.members.contains(&by);
    let teams: Vec<TeamId> = desk.teams().iter().filter(member).map(|(id, _)| *id).collect();
    let first = teams.first().map(|team| desk.may_claim_from(by, *team));
    let reason = match first {
        Some(Ok(())) => None,
        Some(Err(problem)) => Some(problem.sentence),
        None => Some("You are in no team, so no waiting call is yours to take.".to_owned()),
    };
    Claim { teams: teams.into_iter().map(|team| team.0).collect(), reason }
}

fn my_call(desk: &Desk, names: &KnownNames, by: TeammateId, call: &CallState) -> Option<MyCall> {
    let content = desk.call_content(call.id).cloned().unwrap_or_default();
    let stage = match call.stage {
        Stage::Talking(_) => CallStage::Talking,
        Stage::OnHold(_) => CallStage::OnHold,
        Stage::Menu
        | Stage::Queued { .. }
        | Stage::Ringing { .. }
        | Stage::Deflected { .. }
        | Stage::Ended { .. } => return None,
    };
    Some(MyCall {
        id: call.id.0,
        conversation: call.conversation.0,
        contact: views::contact(call.contact, &content, names),
        team: call.team.map(|team| views::team(desk, team)),
        channel: views::channel(desk, call.channel),
        stage,
        parted: desk.parted(call.id),
        answered_ms: call.first_answer.map(|at| at.0),
        since_ms: call.since.0,
        muted: desk.muted(call.id),
        recording: recording(desk, call),
        may: may(desk, by, call),
    })
}

fn recording(desk: &Desk, call: &CallState) -> RecordingNow {
    let row = call.recording.and_then(|id| desk.open_recordings().find(|(row, _)| row.id == id));
    match row.map(|(row, _)| row.stage) {
        Some(RecordingStage::Running) => RecordingNow::Running,
        Some(RecordingStage::Paused) => RecordingNow::Paused,
        Some(
            RecordingStage::Closing
            | RecordingStage::Stored { .. }
            | RecordingStage::Failed { .. }
            | RecordingStage::Deleted { .. },
        )
        | None => RecordingNow::Off,
    }
}

/// What may be done with the call under way, each with the reason why not.
fn may(desk: &Desk, by: TeammateId, state: &CallState) -> Vec<May> {
    let call = state.id;
    let mute = if desk.muted(call) { Toggle::Off } else { Toggle::On };
    let commands = [
        ("hold", Command::Hold { call }),
        ("resume", Command::Resume { call }),
        ("mute", Command::Mute { call, mute }),
        ("pause_recording", Command::PauseRecording { call }),
        ("resume_recording", Command::ResumeRecording { call }),
        ("end", Command::End { call }),
    ];
    let asked = |(action, command): &(&str, Command)| May {
        action: (*action).to_owned(),
        reason: desk.may(by, command).err().map(|problem| problem.sentence),
    };
    let mut may: Vec<May> = commands.iter().map(asked).collect();
    may.push(May { action: "keypad".to_owned(), reason: keypad(state) });
    let reason = Some("Calls cannot be transferred yet.".to_owned());
    may.push(May { action: "transfer".to_owned(), reason });
    may
}

/// The page sends digits in its own audio, so they are heard wherever its voice is.
fn keypad(state: &CallState) -> Option<String> {
    match state.stage {
        Stage::Talking(talk) if talk.leg.is_tab() => None,
        Stage::Talking(_) => Some("Press the keys of the phone you talk on.".to_owned()),
        Stage::OnHold(_) => Some("The caller is on hold; resume the call first.".to_owned()),
        Stage::Menu
        | Stage::Queued { .. }
        | Stage::Ringing { .. }
        | Stage::Deflected { .. }
        | Stage::Ended { .. } => Some("The call is not connected.".to_owned()),
    }
}
