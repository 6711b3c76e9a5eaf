//! Words for people that are no lines of the call log: outcomes, standings, previews.

use desk::timeline::Names;
use desk::{
    CallState, DeclineCause, DeflectionReason, Failure, OfferEnd, Outcome, Stage, Standing,
    WithdrawnWhy,
};

use crate::view::NamesOf;

/// An outcome as people read it.
pub(crate) fn outcome_words(outcome: Outcome) -> String {
    match outcome {
        Outcome::Completed => "Completed".to_owned(),
        Outcome::AbandonedIvr => "Abandoned while being routed".to_owned(),
        Outcome::AbandonedQueue => "Abandoned in queue".to_owned(),
        Outcome::AbandonedOnHold => "Abandoned on hold".to_owned(),
        Outcome::NoAnswer => "No answer".to_owned(),
        Outcome::Deflected(reason) => format!("Deflected: {}", deflection(reason)),
        Outcome::Failed(failure) => format!("Failed: {}", failed(failure)),
    }
}

fn deflection(reason: DeflectionReason) -> String {
    match reason {
        DeflectionReason::WorkspaceOutOfOffice => "workspace out of office".to_owned(),
        DeflectionReason::TeamOutOfOffice => "team out of office".to_owned(),
        DeflectionReason::NoTeammatesAvailable => "no teammates available".to_owned(),
        DeflectionReason::QueueFull { max } => format!("queue longer than {}", calls(max)),
        DeflectionReason::HoldTimeout { minutes: 1 } => "waited longer than 1 minute".to_owned(),
        DeflectionReason::HoldTimeout { minutes } => {
            format!("waited longer than {minutes} minutes")
        }
    }
}

fn calls(count: u32) -> String {
    if count == 1 { "1 call".to_owned() } else { format!("{count} calls") }
}

/// What broke.
pub(crate) fn failed(failure: Failure) -> &'static str {
    match failure {
        Failure::NodeLost => "the server stopped",
        Failure::CallerLost => "the connection to the customer was lost",
        Failure::MediaFailed => "no audio with the customer",
    }
}

/// What happened last in a call, in a few words.
pub(crate) fn preview(state: &CallState, names: &NamesOf) -> String {
    match state.stage {
        Stage::Menu => "Being routed".to_owned(),
        Stage::Queued { team } => format!("Waiting for {}", names.team(team)),
        Stage::Ringing { teammate, .. } => format!("Ringing {}", names.teammate(teammate)),
        Stage::Talking(talk) => format!("Talking with {}", names.teammate(talk.teammate)),
        Stage::OnHold(talk) => format!("On hold with {}", names.teammate(talk.teammate)),
        Stage::Deflected { .. } => "Being turned away".to_owned(),
        Stage::Ended { outcome } => match (state.first_answer, state.ended) {
            (Some(from), Some(to)) => {
                format!("{}, {}", outcome_words(outcome), clock(to.since(from)))
            }
            (None, _) | (_, None) => outcome_words(outcome),
        },
    }
}

/// Minutes and seconds; minutes grow past 59.
pub(crate) fn clock(ms: u64) -> String {
    let seconds = ms / 1_000;
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

/// A time as a person says it.
pub(crate) fn length(ms: u64) -> String {
    let seconds = (ms + 500) / 1_000;
    match (seconds / 60, seconds % 60) {
        (0, 1) => "1 second".to_owned(),
        (0, seconds) => format!("{seconds} seconds"),
        (1, 0) => "1 minute".to_owned(),
        (minutes, 0) => format!("{minutes} minutes"),
        (minutes, seconds) => format!("{minutes} min {seconds} s"),
    }
}

/// A stable name for a standing.
pub(crate) fn standing_name(standing: Standing) -> &'static str {
    match standing {
        Standing::Eligible => "eligible",
        Standing::Away => "away",
        Standing::ConversationsOnly => "conversations_only",
        Standing::NoClient => "no_client",
        Standing::Ringing => "ringing",
        Standing::OnCall => "on_call",
        Standing::WrapUp => "wrap_up",
        Standing::Excluded => "excluded",
        Standing::Barred => "barred",
        Standing::LostTooOften => "lost_too_often",
        Standing::NotPermitted => "not_permitted",
    }
}

/// Where somebody stood, after *was*, or stands, after *is*.
fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Eligible => "free",
        Standing::Away => "Away",
        Standing::ConversationsOnly => "available for Conversations only",
        Standing::NoClient => "without a phone client",
        Standing::Ringing => "being rung for another call",
        Standing::OnCall => "on a call",
        Standing::WrapUp => "in wrap-up",
        Standing::Excluded => "passed by after declining or missing this call",
        Standing::Barred => "assigned this call by hand, and may not answer it",
        Standing::LostTooOften => "out of reach for this call three times",
        Standing::NotPermitted => "without the permission to take calls",
    }
}

/// When it is told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tense {
    /// It is over.
    Past,
    /// It is so.
    Present,
}

/// Where one stood.
pub(crate) fn stood(one: Standing) -> String {
    format!("was {}", standing(one))
}

/// Where so many stood, or stand.
pub(crate) fn standings(of: Standing, count: u32, tense: Tense) -> String {
    let verb = match (tense, count) {
        (Tense::Past, 1) => "was",
        (Tense::Past, _) => "were",
        (Tense::Present, 1) => "is",
        (Tense::Present, _) => "are",
    };
    format!("{count} {verb} {}", standing(of))
}

/// The same of several standings: `2 were on a call, 1 Away`. Nothing of none.
pub(crate) fn all_standings(counts: &[(Standing, u32)], tense: Tense) -> String {
    let words = counts.iter().enumerate().map(|(place, (of, count))| match place {
        0 => standings(*of, *count, tense),
        _ => format!("{count} {}", standing(*of)),
    });
    words.collect::<Vec<_>>().join(", ")
}

/// How an offer ended, as a sentence.
pub(crate) fn offer_end(name: &str, end: OfferEnd) -> String {
    match end {
        OfferEnd::Answered => format!("{name} answered."),
        OfferEnd::Missed => format!("{name} did not answer; it rang out."),
        OfferEnd::Declined(cause) => declined(name, cause),
        OfferEnd::Withdrawn(why) => withdrawn(name, why),
    }
}

/// The same as a part of one.
pub(crate) fn offer_end_in_short(name: &str, end: OfferEnd) -> String {
    match end {
        OfferEnd::Answered => format!("{name} answered"),
        OfferEnd::Missed => format!("{name} did not answer"),
        OfferEnd::Declined(DeclineCause::DeclineButton) => format!("{name} declined"),
        OfferEnd::Declined(DeclineCause::Busy) => format!("{name} was busy"),
        OfferEnd::Declined(DeclineCause::NetworkLost) => format!("{name} could not be reached"),
        OfferEnd::Declined(DeclineCause::MediaFailed) => format!("{name} had no audio"),
        OfferEnd::Declined(DeclineCause::WentAway) => format!("{name} went Away"),
        OfferEnd::Declined(DeclineCause::ClientFrozen) => {
            format!("{name}'s browser did not react")
        }
        OfferEnd::Withdrawn(WithdrawnWhy::CallerGone) => {
            format!("it was ringing {name} when the customer left")
        }
        OfferEnd::Withdrawn(
            WithdrawnWhy::Claimed
            | WithdrawnWhy::AssignedByHand
            | WithdrawnWhy::MovedToTeam
            | WithdrawnWhy::TeammateRemoved
            | WithdrawnWhy::NodeLost,
        ) => format!("the ring of {name} was taken back"),
    }
}

fn declined(name: &str, cause: DeclineCause) -> String {
    match cause {
        DeclineCause::DeclineButton => format!("{name} pressed Decline."),
        DeclineCause::Busy => format!("{name}'s phone was busy."),
        DeclineCause::NetworkLost => {
            format!("{name} could not be reached: the connection was lost.")
        }
        DeclineCause::MediaFailed => format!("{name} answered, but no audio could be set up."),
        DeclineCause::WentAway => format!("{name} went Away while it rang."),
        DeclineCause::ClientFrozen => {
            format!("{name}'s browser did not react to the ring, so the call moved on.")
        }
    }
}

fn withdrawn(name: &str, why: WithdrawnWhy) -> String {
    match why {
        WithdrawnWhy::CallerGone => format!("The customer hung up while {name}'s phone rang."),
        WithdrawnWhy::Claimed => {
            format!("Another teammate took the call while {name}'s phone rang.")
        }
        WithdrawnWhy::AssignedByHand => {
            format!("The call was assigned to {name} by hand, who may not answer it then.")
        }
        WithdrawnWhy::MovedToTeam => {
            format!("The call moved to another team while {name}'s phone rang.")
        }
        WithdrawnWhy::TeammateRemoved => format!("{name} left the team."),
        WithdrawnWhy::NodeLost => format!("The server stopped while {name}'s phone rang."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_said_as_people_say_them() {
        let said = [400, 1_000, 42_300, 60_000, 120_000, 222_000].map(length);
        let wanted = ["0 seconds", "1 second", "42 seconds", "1 minute", "2 minutes", "3 min 42 s"];
        assert_eq!(said, wanted);
        assert_eq!(clock(222_000), "3:42");
        assert_eq!(clock(6_000_000), "100:00");
    }

    #[test]
    fn one_was_and_several_were() {
        let counts = [(Standing::OnCall, 2), (Standing::Away, 1)];
        assert_eq!(all_standings(&counts, Tense::Past), "2 were on a call, 1 Away");
        assert_eq!(all_standings(&counts[1..], Tense::Present), "1 is Away");
        assert_eq!(stood(Standing::NoClient), "was without a phone client");
    }

    #[test]
    fn outcomes_are_words() {
        let full = Outcome::Deflected(DeflectionReason::QueueFull { max: 1 });
        assert_eq!(outcome_words(full), "Deflected: queue longer than 1 call");
        let lost = Outcome::Failed(Failure::NodeLost);
        assert_eq!(outcome_words(lost), "Failed: the server stopped");
    }
}
