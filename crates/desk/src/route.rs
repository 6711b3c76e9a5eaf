//! What would become of a call to a number, for whoever sets numbers up.

use crate::id::{TeamId, TeammateId};
use crate::outcome::DeflectionReason;
use crate::settings::AnswerMode;
use crate::timeline::{Names, deflection};

/// What would become of a call that came in now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Route {
    /// No channel, or a retired one: the caller is refused.
    Nowhere,
    /// A teammate is rung at once, or connected.
    Rings {
        /// The team whose queue it enters.
        team: TeamId,
        /// Who is first in turn.
        teammate: TeammateId,
        /// Whether the teammate has to answer.
        mode: AnswerMode,
    },
    /// It waits in the queue.
    Waits {
        /// The team.
        team: TeamId,
        /// Calls that wait or ring there before it.
        before: u32,
    },
    /// It is turned away.
    Deflected {
        /// The team it is meant for.
        team: TeamId,
        /// Why.
        reason: DeflectionReason,
    },
}

impl Route {
    /// The route in one sentence.
    #[must_use]
    pub fn sentence(&self, names: &dyn Names) -> String {
        match *self {
            Self::Nowhere => {
                "No channel in use has this number: a caller would be refused.".to_owned()
            }
            Self::Rings { team, teammate, mode: AnswerMode::ByHand } => {
                format!(
                    "A call now would ring {} for {}.",
                    names.teammate(teammate),
                    names.team(team)
                )
            }
            Self::Rings { team, teammate, mode: AnswerMode::Auto } => format!(
                "A call now would connect to {} for {}, without action.",
                names.teammate(teammate),
                names.team(team)
            ),
            Self::Waits { team, before: 0 } => {
                format!("A call now would wait for {}: nobody is free.", names.team(team))
            }
            Self::Waits { team, before: 1 } => {
                format!("A call now would wait for {}, behind 1 other.", names.team(team))
            }
            Self::Waits { team, before } => {
                format!("A call now would wait for {}, behind {before} others.", names.team(team))
            }
            Self::Deflected { team, reason } => {
                let reason = deflection(reason, &names.team(team));
                format!("A call now would be turned away: {reason}")
            }
        }
    }
}
