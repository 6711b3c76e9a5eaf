//! Checks: sentences on the expected side that begin with no time.

use desk::{TeamId, TeammateId};

use super::action::{Calls, Label};
use super::cast::Cast;
use super::words::fit;

/// What a check asks the world.
#[derive(Debug, Clone)]
pub(super) enum Ask {
    /// `Ana is Away: On a call`.
    Shown(TeammateId),
    /// `ringing: Ana and Ben`, everybody any of whose phones rings.
    Ringing,
    /// `devices ringing: tab of Ana, desk phone of Ana`.
    Devices,
    /// `the caller hears: hold music`.
    CallerHears(Label),
    /// `Ana hears: +15550100`.
    Hears(TeammateId),
    /// `browser phone of Ana: tab 2, parted`, what carries her call.
    BrowserPhone(TeammateId),
    /// `phone of Ana: ready`, or why not.
    Ready(TeammateId),
    /// `a call to Support: A call now would ring Ana for Support.`
    Route(TeamId),
    /// `new leads: 1`, made since the script began.
    NewLeads,
    /// `available for phone in Support: 2`.
    AvailableForPhone(TeamId),
    /// `figures: arrived 1, ended 1, completed 1`, those that are not 0.
    Figures,
    /// `call duration: 1, 1:02 in all, longest 1:02`.
    CallDuration,
    /// `call answer time: 1, 0:10 in all, longest 0:10`.
    AnswerTime,
    /// `queue time of Support: 2, 0:15 in all, longest 0:10`.
    QueueTime(TeamId),
    /// `talk time of the team Support: 0:50`.
    TeamTalk(TeamId),
    /// `talk time of Ana: 0:50`.
    Talk(TeammateId),
    /// `tally of Ana: answered 1, missed 0, declined 2`.
    Tally(TeammateId),
    /// `now in Support: in queue 1, active 0`.
    NowIn(TeamId),
    /// `refused at the door: 404`, with SIP statuses.
    Rejected,
    /// `jobs: 1`.
    Jobs,
    /// Something about one call.
    Of(Label, OfCall),
}

/// What a check asks about one call: `outcome: completed`, or, when there are several,
/// `outcome of +15550100: completed`.
#[derive(Debug, Clone)]
pub(super) enum OfCall {
    /// `outcome: completed`, `none yet`.
    Outcome,
    /// `contact: a new lead`, or the name of one known before.
    Contact,
    /// `contact last active: 1:00`.
    ContactActive,
    /// `contact known as: Ruth, ruth@example.com`.
    ContactKnown,
    /// `conversation last active: 0:05`.
    ConversationActive,
    /// `first answered: 0:05`, `never`.
    FirstAnswered,
    /// `offers: Ana missed, Ben answered`.
    Offers,
    /// `causes: busy, went_away`, of declines and lost connections.
    Causes,
    /// `snapshots: 1 away, 0 without client, 2 available; …`.
    Snapshots,
    /// `segments: queue Support 0:10, ring Ana 0:05, talk Ana 1:00`.
    Segments,
    /// `stays: 2`, in queues.
    Stays,
    /// `conversation: open, Ana, Support, 1 note`.
    Conversation,
    /// `recording: stored 0:40`.
    Recording,
    /// `offer 1 named: Ana eligible, Ben excluded`.
    Named(usize),
    /// `offer 1 counted: 1 eligible, 1 excluded`.
    Counted(usize),
}

/// Reads a check: the line up to its answer, the answer, and what to ask.
pub(super) fn read(
    text: &str,
    cast: &Cast,
    calls: &Calls,
) -> Result<(String, String, Ask), String> {
    if let Some((subject, answer)) = text.split_once(": ")
        && let Some(ask) = about(subject, cast, calls)?
    {
        return Ok((format!("{subject}: "), answer.trim().to_owned(), ask));
    }
    if let Some([name, status]) = fit("{} is {}", text)
        && ["Active", "Away"].iter().any(|known| status.starts_with(known))
    {
        let ask = Ask::Shown(cast.person(name)?);
        return Ok((format!("{name} is "), status.to_owned(), ask));
    }
    Err(format!("{text:?} is nothing that can be checked; see script/probe.rs for what can"))
}

fn about(subject: &str, cast: &Cast, calls: &Calls) -> Result<Option<Ask>, String> {
    let simple = match subject {
        "ringing" => Some(Ask::Ringing),
        "devices ringing" => Some(Ask::Devices),
        "new leads" => Some(Ask::NewLeads),
        "figures" => Some(Ask::Figures),
        "call duration" => Some(Ask::CallDuration),
        "call answer time" => Some(Ask::AnswerTime),
        "refused at the door" => Some(Ask::Rejected),
        "jobs" => Some(Ask::Jobs),
        _ => None,
    };
    if simple.is_some() {
        return Ok(simple);
    }
    if let Some([who]) = fit("{} hears", subject) {
        return Ok(Some(match calls.named(who) {
            Ok(label) => Ask::CallerHears(label),
            Err(_) => Ask::Hears(cast.person(who)?),
        }));
    }
    type OfTeam = fn(TeamId) -> Ask;
    type OfTeammate = fn(TeammateId) -> Ask;
    let teams: [(&str, OfTeam); 5] = [
        ("a call to {}", Ask::Route),
        ("available for phone in {}", Ask::AvailableForPhone),
        ("queue time of {}", Ask::QueueTime),
        ("talk time of the team {}", Ask::TeamTalk),
        ("now in {}", Ask::NowIn),
    ];
    for (pattern, ask) in teams {
        if let Some([name]) = fit(pattern, subject) {
            return Ok(Some(ask(cast.team(name)?)));
        }
    }
    let people: [(&str, OfTeammate); 4] = [
        ("talk time of {}", Ask::Talk),
        ("tally of {}", Ask::Tally),
        ("browser phone of {}", Ask::BrowserPhone),
        ("phone of {}", Ask::Ready),
    ];
    for (pattern, ask) in people {
        if let Some([name]) = fit(pattern, subject) {
            return Ok(Some(ask(cast.person(name)?)));
        }
    }
    let (subject, call) = subject.split_once(" of ").unwrap_or((subject, "the call"));
    match about_call(subject) {
        Some(ask) => Ok(Some(Ask::Of(calls.named(call)?, ask))),
        None => Ok(None),
    }
}

fn about_call(subject: &str) -> Option<OfCall> {
    Some(match subject {
        "outcome" => OfCall::Outcome,
        "contact" => OfCall::Contact,
        "contact known as" => OfCall::ContactKnown,
        "conversation last active" => OfCall::ConversationActive,
        "contact last active" => OfCall::ContactActive,
        "first answered" => OfCall::FirstAnswered,
        "offers" => OfCall::Offers,
        "causes" => OfCall::Causes,
        "snapshots" => OfCall::Snapshots,
        "segments" => OfCall::Segments,
        "stays" => OfCall::Stays,
        "conversation" => OfCall::Conversation,
        "recording" => OfCall::Recording,
        _ => {
            let named = fit("offer {} named", subject);
            let counted = fit("offer {} counted", subject);
            let n = |[n]: [&str; 1]| n.parse().ok().filter(|n| *n > 0);
            return match (named, counted) {
                (Some(text), _) => n(text).map(OfCall::Named),
                (None, Some(text)) => n(text).map(OfCall::Counted),
                (None, None) => None,
            };
        }
    })
}
