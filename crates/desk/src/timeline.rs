//! The call log in the words shown to people, verbatim where [002] gives them.

use crate::fact::{DeletedWhy, Fact, Logged};
use crate::id::{TeamId, TeammateId};
use crate::input::Actor;
use crate::offer::DeclineCause;
use crate::outcome::{DeflectionReason, Failure, Outcome};
use crate::time::Millis;

/// Names for ids; they may have changed since, or be gone.
pub trait Names {
    /// A teammate's name.
    fn teammate(&self, id: TeammateId) -> String;
    /// A team's name.
    fn team(&self, id: TeamId) -> String;
}

/// One line of a call's log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// When.
    pub at: Millis,
    /// The words.
    pub text: String,
    /// Whether it is shown at once.
    pub place: Place,
    /// What is stored beside the words: the real cause of a decline, for example.
    pub detail: Option<&'static str>,
}

/// Where a line is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In the timeline.
    Timeline,
    /// Only under *details*.
    Details,
}

/// The log of one call, or of several, in words. `facts` are its lines in order.
#[must_use]
pub fn timeline(facts: &[Logged], names: &dyn Names) -> Vec<Line> {
    lines(facts, names).into_iter().map(|(_, line)| line).collect()
}

/// The same, each line with the fact that it tells of.
#[must_use]
pub fn lines<'a>(facts: &'a [Logged], names: &dyn Names) -> Vec<(&'a Logged, Line)> {
    let mut lines = Vec::new();
    let mut told = Told::default();
    for logged in facts {
        for (text, place, detail) in words(&logged.fact, logged.by, names, &mut told) {
            lines.push((logged, Line { at: logged.at, text, place, detail }));
        }
    }
    lines
}

/// What later words depend on.
#[derive(Default)]
struct Told {
    answered: bool,
    composition: bool,
}

type Words = Vec<(String, Place, Option<&'static str>)>;

const STARTED_LATE: &str = "Started assignment after call ended without an assignee.";
const RECORDING_FAILED: &str = "Recording stopped: it could not be stored. The call went on.";

fn words(fact: &Fact, by: Actor, names: &dyn Names, told: &mut Told) -> Words {
    let shown = |text: String| vec![(text, Place::Timeline, None)];
    let detail = |text: String| vec![(text, Place::Details, None)];
    let who = actor(by, names);
    let name = |id: &TeammateId| names.teammate(*id);
    match fact {
        Fact::CallQueued { team, .. } => shown(format!("Queued for {}", names.team(*team))),
        Fact::CallOffered { teammate, .. } => shown(format!("Ringing {}", name(teammate))),
        Fact::ManualAnswerRequested { teammate, .. } => shown(requested(&name(teammate))),
        Fact::CallDeclined { teammate, cause, .. } => {
            vec![(declined(&name(teammate), *cause), Place::Timeline, Some(cause_name(*cause)))]
        }
        Fact::CallMissed { teammate, .. } => shown(format!("Call missed by {}.", name(teammate))),
        Fact::CallAnswered { teammate, .. } => {
            told.answered = true;
            shown(format!("Call answered by {}.", name(teammate)))
        }
        Fact::CallReturned { teammate, cause, .. } => {
            let text = format!("Connection to {} lost; the call waits again.", name(teammate));
            vec![(text, Place::Timeline, Some(cause_name(*cause)))]
        }
        Fact::CallHeld { .. } => shown(format!("Call put on hold by {who}.")),
        Fact::CallResumed { .. } => shown(format!("Call resumed by {who}.")),
        Fact::CallDeflected { reason, team, .. } => {
            let team = names.team(*team);
            shown(format!("Call deflected because {}", deflection(*reason, &team)))
        }
        Fact::AvailabilityNoted { counts, .. } => {
            let first = !std::mem::replace(&mut told.composition, true);
            composition(*counts, if first { Place::Timeline } else { Place::Details })
        }
        Fact::CallEnded { outcome, .. } => shown(ending(*outcome, by, told.answered, names)),
        Fact::AssignmentStartedLate { .. } => shown(STARTED_LATE.to_owned()),
        Fact::RecordingPaused { .. } => shown(format!("Recording paused by {who}.")),
        Fact::RecordingResumed { .. } => shown(format!("Recording resumed by {who}.")),
        Fact::RecordingFailed { .. } => shown(RECORDING_FAILED.to_owned()),
        Fact::OfferWithdrawn { teammate, .. } => detail(stopped(&name(teammate))),
        Fact::ConversationAssigned { teammate, team, .. } => {
            detail(assigned(*teammate, *team, names))
        }
        Fact::RecordingDeleted { why, .. } => shown(deleted(*why, &who)),
        Fact::TaskCreated { .. } => detail("Follow-up task created.".to_owned()),
        Fact::TeamAlerted { .. } => detail("Team alerted.".to_owned()),
        Fact::ConsentHeard { .. } => detail("Recording announcement heard.".to_owned()),
        Fact::SettingsSaved { .. }
        | Fact::Restarted
        | Fact::ContactCreated { .. }
        | Fact::ContactEdited { .. }
        | Fact::ConversationCreated { .. }
        | Fact::CallArrived { .. }
        | Fact::WrapUpStarted { .. }
        | Fact::WrapUpEnded { .. }
        | Fact::StatusSet { .. }
        | Fact::ChannelsSet { .. }
        | Fact::RecordingStarted { .. }
        | Fact::RecordingStored { .. }
        | Fact::NoteAdded { .. }
        | Fact::ConversationStateSet { .. }
        | Fact::ConversationTagged { .. }
        | Fact::ConversationUntagged { .. }
        | Fact::CallDataReady { .. }
        | Fact::NotificationJudged { .. }
        | Fact::MailQueued { .. }
        | Fact::MailSent { .. }
        | Fact::MailFailed { .. }
        | Fact::TaskChanged { .. }
        | Fact::TaskDone { .. }
        | Fact::TaskReopened { .. }
        | Fact::ContactErased { .. } => Vec::new(),
    }
}

fn requested(name: &str) -> String {
    format!("Manual answer requested by {name}.")
}

fn stopped(name: &str) -> String {
    format!("Stopped ringing {name}.")
}

fn assigned(teammate: Option<TeammateId>, team: Option<TeamId>, names: &dyn Names) -> String {
    let teammate = teammate.map(|id| names.teammate(id));
    let owner = teammate.or_else(|| team.map(|id| names.team(id)));
    format!("Assigned to {}.", owner.unwrap_or_default())
}

fn deleted(why: DeletedWhy, who: &str) -> String {
    match why {
        DeletedWhy::ByHand => format!("Recording deleted by {who}."),
        DeletedWhy::Retention => {
            "Recording deleted: it was kept for as long as this workspace keeps recordings."
                .to_owned()
        }
        DeletedWhy::Erasure => format!("Recording deleted: {who} erased the contact."),
    }
}

/// Only a deliberate press of the button says so; every other cause looks alike [002].
fn declined(name: &str, cause: DeclineCause) -> String {
    match cause {
        DeclineCause::DeclineButton => {
            format!("Call declined by {name} using the Decline button.")
        }
        DeclineCause::Busy
        | DeclineCause::NetworkLost
        | DeclineCause::MediaFailed
        | DeclineCause::WentAway
        | DeclineCause::ClientFrozen => format!("Call declined by {name}"),
    }
}

fn composition(counts: crate::fact::Composition, place: Place) -> Words {
    vec![
        (format!("Teammates away: {}", counts.away), place, None),
        (
            format!("Teammates available but with no active phone client: {}", counts.no_client),
            place,
            None,
        ),
        (format!("Teammates available: {}", counts.available), place, None),
        (
            format!(
                "Of those away, available for Conversations only: {}",
                counts.conversations_only
            ),
            Place::Details,
            None,
        ),
    ]
}

/// A deflection reason in its exact words, with one full stop at the end [002].
#[must_use]
pub fn deflection(reason: DeflectionReason, team: &str) -> String {
    match reason {
        DeflectionReason::WorkspaceOutOfOffice => "Workspace out of office.".to_owned(),
        DeflectionReason::TeamOutOfOffice => format!("{team} is out of office."),
        DeflectionReason::NoTeammatesAvailable => "No teammates available.".to_owned(),
        DeflectionReason::QueueFull { max } => format!("Queue is longer than {max} calls."),
        DeflectionReason::HoldTimeout { minutes } => {
            format!("Customer has been waiting on hold for more than {minutes} minutes.")
        }
    }
}

/// The stored name of a decline's real cause.
#[must_use]
pub fn cause_name(cause: DeclineCause) -> &'static str {
    match cause {
        DeclineCause::DeclineButton => "decline_button",
        DeclineCause::Busy => "busy",
        DeclineCause::NetworkLost => "network_lost",
        DeclineCause::MediaFailed => "media_failed",
        DeclineCause::WentAway => "went_away",
        DeclineCause::ClientFrozen => "client_frozen",
    }
}

fn ending(outcome: Outcome, by: Actor, answered: bool, names: &dyn Names) -> String {
    match (by, answered) {
        (Actor::Caller, false) => "Call ended by customer before a teammate answered.".to_owned(),
        (Actor::Caller, true) => "Call ended by customer.".to_owned(),
        (Actor::Teammate(id), _) => format!("Call ended by {}.", names.teammate(id)),
        (Actor::Desk | Actor::Clock | Actor::Line | Actor::Operator, _) => match outcome {
            Outcome::Failed(Failure::NodeLost) => {
                "Call ended because the server that carried it stopped.".to_owned()
            }
            Outcome::Failed(Failure::CallerLost) => {
                "Call ended because the connection to the customer was lost.".to_owned()
            }
            Outcome::Failed(Failure::MediaFailed) => {
                "Call ended because no audio could be set up with the customer.".to_owned()
            }
            Outcome::Completed
            | Outcome::AbandonedIvr
            | Outcome::AbandonedQueue
            | Outcome::AbandonedOnHold
            | Outcome::NoAnswer
            | Outcome::Deflected(_) => "Call ended.".to_owned(),
        },
    }
}

fn actor(by: Actor, names: &dyn Names) -> String {
    match by {
        Actor::Teammate(id) => names.teammate(id),
        Actor::Caller => "the customer".to_owned(),
        Actor::Desk | Actor::Clock | Actor::Line | Actor::Operator => "Cordboard".to_owned(),
    }
}
