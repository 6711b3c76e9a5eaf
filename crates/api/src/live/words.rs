//! Why a ring ends, for the page and for the person.

use desk::{DeclineCause, Fact, OfferId, WithdrawnWhy};

/// Why a ring ends: a stable word and a sentence.
pub(super) type Why = (&'static str, &'static str);

/// Answered in this very tab.
pub(super) const ANSWERED_HERE: Why = ("answered", "You are connected.");

/// Answered by another of the teammate's phones.
pub(super) const ANSWERED_ELSEWHERE: Why =
    ("answered_elsewhere", "You answered this call in another tab or on another phone.");

/// The tab did not say in time that it rings.
pub(super) const FROZEN: Why =
    ("frozen", "This page did not answer in time, so the call moved on. Reload it if it is slow.");

/// Nobody pressed anything.
pub(super) const MISSED: Why = ("missed", "You did not answer in time, so the call moved on.");

/// A press of *Decline*.
pub(super) const DECLINED: Why = ("declined", "You declined this call.");

/// The caller gave up.
pub(super) const CALLER_GONE: Why = ("caller_gone", "The caller hung up.");

/// The offer that ends with a fact, and why.
#[must_use]
pub(super) fn ended(fact: &Fact) -> Option<(OfferId, Why)> {
    #[expect(clippy::wildcard_enum_match_arm, reason = "no other fact ends a ring")]
    Some(match fact {
        Fact::CallAnswered { offer, .. } => (*offer, ANSWERED_ELSEWHERE),
        Fact::CallDeclined { offer, cause, .. } => (*offer, declined(*cause)),
        Fact::CallMissed { offer, .. } => (*offer, MISSED),
        Fact::OfferWithdrawn { offer, why, .. } => (*offer, withdrawn(*why)),
        _ => return None,
    })
}

fn declined(cause: DeclineCause) -> Why {
    match cause {
        DeclineCause::DeclineButton => DECLINED,
        DeclineCause::Busy => ("busy", "Your phone is busy, so the call moved on."),
        DeclineCause::NetworkLost => {
            ("network_lost", "The connection to your phone was lost, so the call moved on.")
        }
        DeclineCause::MediaFailed => {
            ("media_failed", "The audio could not be connected, so the call moved on.")
        }
        DeclineCause::WentAway => ("went_away", "You are away now, so the call moved on."),
        DeclineCause::ClientFrozen => FROZEN,
    }
}

fn withdrawn(why: WithdrawnWhy) -> Why {
    match why {
        WithdrawnWhy::CallerGone => CALLER_GONE,
        WithdrawnWhy::Claimed => ("claimed", "Somebody else took this call."),
        WithdrawnWhy::AssignedByHand => (
            "assigned_by_hand",
            "The conversation was assigned to you, so somebody else answers the call.",
        ),
        WithdrawnWhy::MovedToTeam => ("moved_to_team", "The call moved to another team."),
        WithdrawnWhy::TeammateRemoved => ("removed", "You are not in this team any more."),
        WithdrawnWhy::NodeLost => ("node_lost", "The server was started again; the call is lost."),
    }
}
