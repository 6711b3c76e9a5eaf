//! *Why was this call not answered?* From what was written down when it happened: whom the
//! call rang, who was considered, who was passed by, and for what reason.

use axum::Json;
use axum::extract::State;
use desk::timeline::{Names, cause_name, deflection};
use desk::{
    CallId, CallState, Composition, Considered, DeclineCause, DeflectionReason, Fact, Logged,
    Millis, OfferEnd, OfferRow, Outcome, Stage, Standing, TeamId,
};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::asked::Id;
use crate::house::{Unheard, look};
use crate::problem::Trouble;
use crate::rooms::Rooms;
use crate::schema::{OfferHow, Problem, Why, WhyCandidate, WhyCount, WhyOffer, WhyStay};
use crate::session::Viewer;
use crate::view::NamesOf;
use crate::words::{self, Tense, length};

/// Offers shown of one call; a call that was offered more often shows the first ones.
const OFFERS_MAX: u32 = 200;

/// Offers named in the summary; the others are counted.
const NAMED_MAX: usize = 4;

/// The address of the reasons, below `/api/v1`.
pub(crate) fn routes() -> OpenApiRouter<Rooms> {
    OpenApiRouter::new().routes(routes!(why))
}

/// Why a call went as it went.
#[utoipa::path(get, path = "/calls/{id}/why", tag = "inbox", params(("id" = u64, Path)),
    responses((status = OK, body = Why), (status = "default", body = Problem)))]
async fn why(
    State(rooms): State<Rooms>,
    _viewer: Viewer,
    Id(id): Id,
) -> Result<Json<Why>, Trouble> {
    let (store, workspace, id) = (&rooms.store, rooms.workspace, CallId(id));
    let record = store.call(workspace, id).await?;
    let record = record.ok_or_else(|| Trouble::not_found("There is no such call."))?;
    let (facts, offers) = tokio::try_join!(
        store.facts_of_call(workspace, id),
        store.offers_of_call(workspace, id, OFFERS_MAX),
    )?;
    let looked = look(&*rooms.house, move |desk| (NamesOf::desk(desk), desk.considered_now(id)));
    let (names, considered) = match looked.await {
        Ok(seen) => seen,
        Err(Unheard::StoreDown | Unheard::Overloaded | Unheard::Stopping) => {
            (NamesOf::settings(&store.settings(workspace).await?), None)
        }
    };
    let call = Told { state: &record.state, facts: &facts, offers: &offers, names: &names };
    let now = rooms.house.now();
    Ok(Json(Why {
        summary: call.summary(considered.as_ref(), now),
        stays: call.stays(),
        offers: offers.iter().map(|offer| offer_view(offer, &names, now)).collect(),
    }))
}

fn offer_view(row: &OfferRow, names: &NamesOf, now: Millis) -> WhyOffer {
    let name = names.teammate(row.teammate);
    let ended = row.ended.map_or(now.min(row.ring_until), |(at, _)| at);
    let count = |(standing, count): &(Standing, u32)| WhyCount {
        standing: words::standing_name(*standing).to_owned(),
        words: words::standings(*standing, *count, Tense::Past),
        count: *count,
    };
    let near = |(teammate, standing): &(desk::TeammateId, Standing)| WhyCandidate {
        teammate: names.of_teammate(*teammate),
        standing: words::standing_name(*standing).to_owned(),
        words: words::stood(*standing),
    };
    WhyOffer {
        offer: row.id.0,
        at_ms: row.at.0,
        teammate: names.of_teammate(row.teammate),
        how: match row.how {
            desk::OfferHow::Picked => OfferHow::Picked,
            desk::OfferHow::AutoAnswered => OfferHow::AutoAnswered,
            desk::OfferHow::Claimed => OfferHow::Claimed,
        },
        ring_ms: ended.since(row.at),
        end_words: row.ended.map(|(_, end)| words::offer_end(&name, end)),
        cause: row.ended.and_then(|(_, end)| cause(end)).map(|it| cause_name(it).to_owned()),
        counts: row.considered.counts.iter().map(count).collect(),
        nearest: row.considered.nearest.iter().map(near).collect(),
    }
}

fn cause(end: OfferEnd) -> Option<DeclineCause> {
    match end {
        OfferEnd::Declined(cause) => Some(cause),
        OfferEnd::Answered | OfferEnd::Missed | OfferEnd::Withdrawn(_) => None,
    }
}

/// A call, as it is told.
struct Told<'a> {
    state: &'a CallState,
    facts: &'a [Logged],
    offers: &'a [OfferRow],
    names: &'a NamesOf,
}

impl Told<'_> {
    fn summary(&self, considered: Option<&Considered>, now: Millis) -> String {
        match self.state.stage {
            Stage::Menu => {
                "The call is being routed; it has not reached a queue, so no phone can ring."
                    .to_owned()
            }
            Stage::Queued { team } => self.waiting(team, considered, now),
            Stage::Ringing { teammate, .. } => {
                format!("{} is being rung now.{}", self.names.teammate(teammate), self.rang())
            }
            Stage::Talking(_) | Stage::OnHold(_) => self.answered().unwrap_or_default(),
            Stage::Deflected { reason } => self.turned_away(reason),
            Stage::Ended { outcome } => self.answered().unwrap_or_else(|| self.unanswered(outcome)),
        }
    }

    /// Who answered, how soon, and what came before.
    fn answered(&self) -> Option<String> {
        let (at, teammate) = self.facts.iter().find_map(|logged| {
            if let Fact::CallAnswered { teammate, .. } = logged.fact {
                Some((logged.at, teammate))
            } else {
                None
            }
        })?;
        let name = self.names.teammate(teammate);
        let after = length(at.since(self.state.placed));
        let ends = self.ends(|offer| offer.at < at && !answered(offer));
        Some(if ends.is_empty() {
            format!("{name} answered after {after}.")
        } else {
            format!("{name} answered after {after}; before that, {}.", enumerated(&ends))
        })
    }

    fn unanswered(&self, outcome: Outcome) -> String {
        match outcome {
            Outcome::Deflected(reason) => self.turned_away(reason),
            Outcome::Failed(failure) => {
                format!("The call ended: {}.{}", words::failed(failure), self.rang())
            }
            Outcome::AbandonedIvr => {
                "The customer left while the call was being routed, before a phone could ring."
                    .to_owned()
            }
            Outcome::AbandonedQueue | Outcome::NoAnswer => self.left(),
            // Without an answer these cannot be; the outcome speaks for itself.
            Outcome::Completed | Outcome::AbandonedOnHold => {
                format!("{}.", words::outcome_words(outcome))
            }
        }
    }

    fn waiting(&self, team: TeamId, considered: Option<&Considered>, now: Millis) -> String {
        let waited = length(now.since(self.state.stay_since));
        let team = self.names.team(team);
        let nobody = match considered.map(|it| it.counts.as_slice()) {
            None => String::new(),
            Some([]) => format!(" {team} has no members."),
            Some(counts) if counts.iter().any(|(of, _)| *of == Standing::Eligible) => {
                " Other calls are before it.".to_owned()
            }
            Some(counts) => {
                format!(" Nobody is free: {}.", words::all_standings(counts, Tense::Present))
            }
        };
        format!("The call has been waiting for {team} for {waited}.{nobody}{}", self.rang())
    }

    fn turned_away(&self, reason: DeflectionReason) -> String {
        let team = self.facts.iter().rev().find_map(|logged| {
            if let Fact::CallDeflected { team, .. } = logged.fact { Some(team) } else { None }
        });
        let team = team.or(self.state.team).map(|team| self.names.team(team));
        let words = deflection(reason, &team.unwrap_or_default());
        format!("The call was turned away: {words}{}", self.rang())
    }

    fn left(&self) -> String {
        let ended = self.state.ended.unwrap_or(self.state.since);
        let waited = length(ended.since(self.state.placed));
        let team = self.state.team.map(|team| self.names.team(team)).unwrap_or_default();
        if self.offers.is_empty() {
            let stood = self.composition().map(|counts| format!(": {}", composed(counts)));
            return format!(
                "The customer left after {waited}. No phone rang, because nobody of {team} was \
                 free{}.",
                stood.unwrap_or_default()
            );
        }
        format!("The customer left after {waited}.{}{}", self.rang(), self.others())
    }

    /// Whom it rang, and what came of it.
    fn rang(&self) -> String {
        let ends = self.ends(|offer| !answered(offer));
        if ends.is_empty() { String::new() } else { format!(" It rang: {}.", enumerated(&ends)) }
    }

    /// Where the others stood when it rang last.
    fn others(&self) -> String {
        let Some(last) = self.offers.last() else { return String::new() };
        // Whoever was rung counted as free.
        let others = last.considered.counts.iter().map(|(of, count)| match of {
            Standing::Eligible => (*of, count.saturating_sub(1)),
            Standing::Away
            | Standing::ConversationsOnly
            | Standing::NoClient
            | Standing::Ringing
            | Standing::OnCall
            | Standing::WrapUp
            | Standing::Excluded
            | Standing::Barred
            | Standing::LostTooOften
            | Standing::NotPermitted => (*of, *count),
        });
        let others: Vec<_> = others.filter(|(_, count)| *count > 0).collect();
        if others.is_empty() {
            return " There was nobody else.".to_owned();
        }
        format!(" Of the others, {}.", words::all_standings(&others, Tense::Past))
    }

    fn ends(&self, which: impl Fn(&OfferRow) -> bool) -> Vec<String> {
        let ended = self.offers.iter().filter(|offer| which(offer));
        ended
            .filter_map(|offer| {
                let (_, end) = offer.ended?;
                Some(words::offer_end_in_short(&self.names.teammate(offer.teammate), end))
            })
            .collect()
    }

    /// How the team stood when the call entered its queue, where that was noted.
    fn composition(&self) -> Option<Composition> {
        self.facts.iter().rev().find_map(|logged| {
            if let Fact::AvailabilityNoted { counts, .. } = logged.fact {
                Some(counts)
            } else {
                None
            }
        })
    }

    fn stays(&self) -> Vec<WhyStay> {
        let mut stays: Vec<WhyStay> = Vec::new();
        for logged in self.facts {
            #[expect(
                clippy::wildcard_enum_match_arm,
                reason = "no other fact begins or ends a stay"
            )]
            match &logged.fact {
                Fact::CallQueued { team, .. } => {
                    let words = format!("Moved to {}.", self.names.team(*team));
                    end(&mut stays, logged.at, words);
                    stays.push(self.stay(*team, logged.at));
                }
                Fact::CallReturned { .. } => {
                    stays.extend(self.state.team.map(|team| self.stay(team, logged.at)));
                }
                Fact::CallAnswered { teammate, .. } => {
                    let words = format!("Answered by {}.", self.names.teammate(*teammate));
                    end(&mut stays, logged.at, words);
                }
                Fact::CallDeflected { team, reason, .. } => {
                    let reason = deflection(*reason, &self.names.team(*team));
                    end(&mut stays, logged.at, format!("Turned away: {reason}"));
                }
                Fact::CallEnded { outcome, ended, .. } => {
                    end(&mut stays, *ended, format!("{}.", words::outcome_words(*outcome)));
                }
                _ => {}
            }
        }
        stays
    }

    fn stay(&self, team: TeamId, from: Millis) -> WhyStay {
        let (team, words) = (self.names.of_team(team), "Waiting.".to_owned());
        WhyStay { team, from_ms: from.0, to_ms: None, words }
    }
}

/// Ends the running stay, if one runs.
fn end(stays: &mut [WhyStay], at: Millis, words: String) {
    if let Some(stay) = stays.last_mut().filter(|stay| stay.to_ms.is_none()) {
        stay.to_ms = Some(at.0.max(stay.from_ms));
        stay.words = words;
    }
}

fn answered(offer: &OfferRow) -> bool {
    matches!(offer.ended, Some((_, OfferEnd::Answered)))
}

fn composed(counts: Composition) -> String {
    let mut parts = Vec::new();
    for (count, words) in [
        (counts.away, "away or busy"),
        (counts.no_client, "without a phone client"),
        (counts.available, "available"),
    ] {
        if count > 0 {
            parts.push(format!("{count} {words}"));
        }
    }
    parts.join(", ")
}

/// Parts of a sentence with commas and an *and*; the first ones are counted when they are
/// too many to be read.
fn enumerated(parts: &[String]) -> String {
    let shown = &parts[parts.len().saturating_sub(NAMED_MAX)..];
    let before = parts.len() - shown.len();
    let mut words: Vec<String> = shown.to_vec();
    match before {
        0 => {}
        1 => words.insert(0, "after 1 earlier ring".to_owned()),
        more => words.insert(0, format!("after {more} earlier rings")),
    }
    match words.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((last, first)) => format!("{} and {last}", first.join(", ")),
    }
}
