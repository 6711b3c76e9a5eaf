//! What happens: the timed lines before `---`.

use desk::{Channels, Document, LegDeparture, Status, TabId, TeamId, TeammateId};

use super::cast::{Cast, SUPERVISOR};
use super::words::{fit, list};

/// A call as scripts name it: the caller's number, with `(2)` for the second call from
/// there, or `the withheld caller`.
pub(super) type Label = String;

/// One thing that happens.
#[derive(Debug, Clone)]
pub(super) enum Action {
    /// Nothing; the clock moves on.
    TimePasses,
    /// Calls that reach the desk in one turn.
    Calls { callers: Vec<Caller>, to: String },
    /// The caller's side.
    Caller(Label, CallerDoes),
    /// A teammate in a tab, or a supervisor.
    Person(TeammateId, PersonDoes),
    /// A teammate's desk phone; 1 is the first.
    Phone(TeammateId, u8, PhoneDoes),
    /// A settings document is saved.
    Save(TeammateId, Save),
    /// A conversation that is no call is assigned to a teammate.
    OtherConversation(TeammateId),
    /// The recording of a call cannot be stored any more.
    RecordingFails(Label),
    /// The next order to close a recording gets lost.
    RecordingEndGetsLost,
    /// The desk is dropped and opened from its rows, as after a refused commit; legs and
    /// tabs are still there.
    Reopen,
    /// The process dies.
    Kill,
    /// It starts again.
    Start,
    /// Both at once.
    Restart,
    /// The machine is suspended: deadlines pass unseen.
    Sleep,
    /// It goes on.
    Wake,
}

#[derive(Debug, Clone)]
pub(super) struct Caller {
    pub(super) label: Label,
    pub(super) number: Option<String>,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum CallerDoes {
    Leaves(LegDeparture),
    HearsToTheEnd,
}

#[derive(Debug, Clone)]
pub(super) enum PersonDoes {
    Answers,
    AnswersRingOf(TeammateId),
    Declines,
    DeclinesRingOf(TeammateId),
    Claims(Label),
    Holds(Label),
    Resumes(Label),
    Mutes(Label),
    Unmutes(Label),
    PausesRecording(Label),
    ResumesRecording(Label),
    Ends(Label),
    SetsStatus(TeammateId, Status),
    SetsChannels(TeammateId, Channels),
    SwitchesToActive,
    Notes(Label, String),
    ClosesConversation(Label),
    OpensConversation(Label),
    Assigns(Label, Option<TeammateId>, Option<TeamId>),
    AnswersIn(TabId),
    OpensTab(TabId),
    ClosesTab(TabId),
    Freezes,
    FreezesIn(TabId),
    AcknowledgesLate,
    IsCutOff(LegDeparture),
    /// The page is loaded again: its tab and its phone are gone.
    Reloads,
    Browser(TabId, BrowserPhone),
    Edits(Label, Edit),
}

/// What becomes of a tab's own phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BrowserPhone {
    /// It loses its connection: the leg it carries is parted.
    IsLost,
    /// It has a connection, or a microphone, again.
    IsReady,
    /// It has no microphone.
    IsNotReady,
    /// It finds back by itself, before anybody is told that it was gone.
    FindsBack,
    /// The desk believes it ready, and it is not.
    FailsToConnect,
}

/// What is written into a contact.
#[derive(Debug, Clone)]
pub(super) enum Edit {
    Name(String),
    Email(String),
}

#[derive(Debug, Clone, Copy)]
pub(super) enum PhoneDoes {
    Rings,
    Answers,
    Declines,
    HangsUp,
    PressesHold,
    TakesBack,
    /// From now on every ring of it ends like this, the running one at once.
    Becomes(Condition),
}

/// How a desk phone takes a ring.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Condition {
    Works,
    Busy,
    Unreachable,
    WithoutAudio,
    /// Rings, and does not connect by itself when asked to.
    IgnoresAutoAnswer,
}

#[derive(Debug, Clone)]
pub(super) struct Save {
    /// The documents as they should be; those that differ are saved.
    pub(super) documents: Vec<Document>,
    pub(super) read: ReadAt,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ReadAt {
    TheCurrentVersion,
    AnOldVersion,
}

/// The calls there have been so far, by name.
#[derive(Debug, Default)]
pub(super) struct Calls {
    labels: Vec<Label>,
}

impl Calls {
    pub(super) fn all(&self) -> &[Label] {
        &self.labels
    }

    fn add(&mut self, number: &str) -> Label {
        let mut label = number.to_owned();
        let mut n = 1;
        while self.labels.contains(&label) {
            n += 1;
            label = format!("{number} ({n})");
        }
        self.labels.push(label.clone());
        label
    }

    /// Reads the name of a call; `the call` and `the caller` are the only one.
    pub(super) fn named(&self, text: &str) -> Result<Label, String> {
        if text == "the call" || text == "the caller" {
            return match self.labels.as_slice() {
                [only] => Ok(only.clone()),
                [] => Err("nobody has called yet".to_owned()),
                several => Err(format!("say which caller: {}", several.join(", "))),
            };
        }
        if self.labels.iter().any(|label| label == text) {
            Ok(text.to_owned())
        } else {
            Err(format!("{text:?} has not called yet"))
        }
    }

    /// The call whose name a line begins with, and the rest of the line.
    fn subject<'a>(&self, text: &'a str) -> Option<(Label, &'a str)> {
        if let Some(rest) = text.strip_prefix("the caller") {
            return Some((self.named("the caller").ok()?, rest));
        }
        let mut labels: Vec<&Label> = self.labels.iter().collect();
        labels.sort_by_key(|label| std::cmp::Reverse(label.len()));
        labels.into_iter().find_map(|label| Some((label.clone(), text.strip_prefix(&**label)?)))
    }
}

/// Reads what happens in one line. `cast` follows the settings that are saved.
pub(super) fn read(text: &str, cast: &mut Cast, calls: &mut Calls) -> Result<Action, String> {
    if text == "time passes" {
        return Ok(Action::TimePasses);
    }
    match text {
        "the desk is opened anew" => return Ok(Action::Reopen),
        "the next end of a recording gets lost" => return Ok(Action::RecordingEndGetsLost),
        "the server restarts" => return Ok(Action::Restart),
        "the server is killed" => return Ok(Action::Kill),
        "the server starts again" => return Ok(Action::Start),
        "the machine falls asleep" => return Ok(Action::Sleep),
        "the machine wakes up" => return Ok(Action::Wake),
        _ => {}
    }
    if let Some([name]) = fit("another conversation is assigned to {}", text) {
        return Ok(Action::OtherConversation(cast.person(name)?));
    }
    if let Some([call]) = fit("the recording of {} cannot be stored any more", text) {
        return Ok(Action::RecordingFails(calls.named(call)?));
    }
    if let Some(action) = read_calls(text, cast, calls)? {
        return Ok(action);
    }
    if text.starts_with("the caller") {
        calls.named("the caller")?;
    }
    if let Some((label, rest)) = calls.subject(text) {
        return read_caller(label, rest).ok_or_else(|| unknown(text));
    }
    if let Some(rest) = text.strip_prefix("the supervisor ") {
        return read_person(SUPERVISOR, rest, cast, calls)?.ok_or_else(|| unknown(text));
    }
    let Some((name, rest)) = text.split_once([' ', '\'']) else { return Err(unknown(text)) };
    if !name.starts_with(char::is_uppercase) {
        return Err(unknown(text));
    }
    let who = cast.person(name)?;
    match rest.strip_prefix("s ") {
        Some(rest) => read_possession(who, rest).ok_or_else(|| unknown(text)),
        None => read_person(who, rest, cast, calls)?.ok_or_else(|| unknown(text)),
    }
}

fn unknown(text: &str) -> String {
    format!("{text:?} is nothing that can happen; see script/action.rs for what can")
}

fn read_calls(text: &str, cast: &Cast, calls: &mut Calls) -> Result<Option<Action>, String> {
    if let Some([called]) = fit("a withheld number calls {}", text) {
        let label = calls.add("the withheld caller");
        let to = cast.number(called)?;
        return Ok(Some(Action::Calls { callers: vec![Caller { label, number: None }], to }));
    }
    if !text.starts_with('+') {
        return Ok(None);
    }
    let twice = fit("{} calls {} twice at once", text);
    let found = twice.or_else(|| fit("{} calls {}", text)).or_else(|| fit("{} call {}", text));
    let Some([numbers, called]) = found else { return Ok(None) };
    let mut numbers = list(numbers);
    if twice.is_some() {
        numbers.push(numbers[0]);
    }
    if let Some(wrong) = numbers.iter().find(|number| !number.starts_with('+')) {
        return Err(format!("{wrong:?} is no number: a caller's number begins with +"));
    }
    let to = cast.number(called)?;
    let callers = numbers
        .into_iter()
        .map(|number| Caller { label: calls.add(number), number: Some(number.to_owned()) })
        .collect();
    Ok(Some(Action::Calls { callers, to }))
}

fn read_caller(label: Label, rest: &str) -> Option<Action> {
    let does = match rest {
        " hangs up" => CallerDoes::Leaves(LegDeparture::HungUp),
        " vanishes" => CallerDoes::Leaves(LegDeparture::Silent),
        "'s connection is lost" => CallerDoes::Leaves(LegDeparture::Lost),
        "'s audio fails" => CallerDoes::Leaves(LegDeparture::MediaFailed),
        " hears the announcement to its end" => CallerDoes::HearsToTheEnd,
        _ => return None,
    };
    Some(Action::Caller(label, does))
}

fn read_possession(who: TeammateId, rest: &str) -> Option<Action> {
    let cut = match rest {
        "audio fails" => Some(LegDeparture::MediaFailed),
        "connection is lost" => Some(LegDeparture::Lost),
        "side falls silent" => Some(LegDeparture::Silent),
        _ => None,
    };
    if let Some(why) = cut {
        return Some(Action::Person(who, PersonDoes::IsCutOff(why)));
    }
    if let Some(does) = read_browser_phone(rest) {
        return Some(Action::Person(who, does));
    }
    let (phone, rest) = match rest.strip_prefix("second desk phone ") {
        Some(rest) => (2, rest),
        None => (1, rest.strip_prefix("desk phone ")?),
    };
    let does = match rest {
        "rings" => PhoneDoes::Rings,
        "works again" => PhoneDoes::Becomes(Condition::Works),
        "becomes busy" => PhoneDoes::Becomes(Condition::Busy),
        "becomes unreachable" => PhoneDoes::Becomes(Condition::Unreachable),
        "loses its audio" => PhoneDoes::Becomes(Condition::WithoutAudio),
        "does not connect by itself" => PhoneDoes::Becomes(Condition::IgnoresAutoAnswer),
        _ => return None,
    };
    Some(Action::Phone(who, phone, does))
}

fn read_browser_phone(rest: &str) -> Option<PersonDoes> {
    let (tab, rest) = match rest.strip_prefix("second tab ") {
        Some("freezes") => return Some(PersonDoes::FreezesIn(TabId(2))),
        Some(rest) => (TabId(2), rest),
        None => (TabId(1), rest.strip_prefix("tab ")?),
    };
    let phone = match rest {
        "freezes" => return Some(PersonDoes::FreezesIn(tab)),
        "loses its phone" => BrowserPhone::IsLost,
        "has its phone again" => BrowserPhone::IsReady,
        "has no microphone" => BrowserPhone::IsNotReady,
        "finds back by itself" => BrowserPhone::FindsBack,
        "fails to connect" => BrowserPhone::FailsToConnect,
        _ => return None,
    };
    Some(PersonDoes::Browser(tab, phone))
}

fn read_person(
    who: TeammateId,
    rest: &str,
    cast: &mut Cast,
    calls: &Calls,
) -> Result<Option<Action>, String> {
    if let Some(save) = read_save(rest, cast)? {
        return Ok(Some(Action::Save(who, save)));
    }
    if let Some((phone, does)) = read_phone(rest) {
        return Ok(Some(Action::Phone(who, phone, does)));
    }
    let does = match read_simple(who, rest) {
        Some(does) => Some(does),
        None => read_about_others(rest, cast)?,
    };
    let does = match does {
        Some(does) => Some(does),
        None => read_about_a_call(rest, cast, calls)?,
    };
    Ok(does.map(|does| Action::Person(who, does)))
}

fn read_save(rest: &str, cast: &mut Cast) -> Result<Option<Save>, String> {
    let forms = [
        ("saves: {}", ReadAt::TheCurrentVersion),
        ("tries to save: {}", ReadAt::TheCurrentVersion),
        ("saves what was read long ago: {}", ReadAt::AnOldVersion),
    ];
    for (pattern, read) in forms {
        let Some([sentence]) = fit(pattern, rest) else { continue };
        let before = cast.documents();
        let mut after = cast.clone();
        after.say(sentence)?;
        let documents = after.documents();
        if documents == before {
            return Err(format!("{sentence:?} changes no settings"));
        }
        // What is refused leaves the settings as they were.
        if pattern == "saves: {}" {
            *cast = after;
        }
        return Ok(Some(Save { documents, read }));
    }
    Ok(None)
}

fn read_phone(rest: &str) -> Option<(u8, PhoneDoes)> {
    let (rest, phone) = match rest.strip_suffix(" on the second desk phone") {
        Some(rest) => (rest, 2),
        None => (rest.strip_suffix(" on the desk phone")?, 1),
    };
    let does = match rest {
        "answers" => PhoneDoes::Answers,
        "declines" => PhoneDoes::Declines,
        "hangs up" => PhoneDoes::HangsUp,
        "presses hold" => PhoneDoes::PressesHold,
        "takes the caller back" => PhoneDoes::TakesBack,
        _ => return None,
    };
    Some((phone, does))
}

fn read_simple(who: TeammateId, rest: &str) -> Option<PersonDoes> {
    Some(match rest {
        "answers" => PersonDoes::Answers,
        "answers in the first tab" => PersonDoes::AnswersIn(TabId(1)),
        "answers in the second tab" => PersonDoes::AnswersIn(TabId(2)),
        "reloads the page" => PersonDoes::Reloads,
        "declines" => PersonDoes::Declines,
        "goes Away" => PersonDoes::SetsStatus(who, Status::Away),
        "becomes Active" => PersonDoes::SetsStatus(who, Status::Active),
        "switches to active" => PersonDoes::SwitchesToActive,
        "goes to Conversations only" => PersonDoes::SetsChannels(who, Channels::Conversations),
        "goes to Phone only" => PersonDoes::SetsChannels(who, Channels::Phone),
        "goes to All" => PersonDoes::SetsChannels(who, Channels::All),
        "closes the tab" => PersonDoes::ClosesTab(TabId(1)),
        "closes the second tab" => PersonDoes::ClosesTab(TabId(2)),
        "opens a tab" | "comes back" => PersonDoes::OpensTab(TabId(1)),
        "opens a second tab" => PersonDoes::OpensTab(TabId(2)),
        "freezes" => PersonDoes::Freezes,
        "acknowledges the ring late" => PersonDoes::AcknowledgesLate,
        _ => return None,
    })
}

fn read_about_others(rest: &str, cast: &Cast) -> Result<Option<PersonDoes>, String> {
    let statuses = [("sets {} Away", Status::Away), ("sets {} Active", Status::Active)];
    for (pattern, status) in statuses {
        if let Some([name]) = fit(pattern, rest) {
            return Ok(Some(PersonDoes::SetsStatus(cast.person(name)?, status)));
        }
    }
    if let Some([name]) = fit("answers the ring of {}", rest) {
        return Ok(Some(PersonDoes::AnswersRingOf(cast.person(name)?)));
    }
    if let Some([name]) = fit("declines the ring of {}", rest) {
        return Ok(Some(PersonDoes::DeclinesRingOf(cast.person(name)?)));
    }
    let channels = [
        ("makes {} available for All", Channels::All),
        ("makes {} available for Phone only", Channels::Phone),
        ("makes {} available for Conversations only", Channels::Conversations),
    ];
    for (pattern, channels) in channels {
        if let Some([name]) = fit(pattern, rest) {
            return Ok(Some(PersonDoes::SetsChannels(cast.person(name)?, channels)));
        }
    }
    Ok(None)
}

fn read_about_a_call(rest: &str, cast: &Cast, calls: &Calls) -> Result<Option<PersonDoes>, String> {
    if let Some([call, owner]) = fit("assigns {} to {}", rest) {
        let (teammate, team) = match fit("{} in the team {}", owner) {
            Some([name, team]) => (Some(cast.person(name)?), Some(cast.team(team)?)),
            None => match fit("the team {}", owner) {
                Some([team]) => (None, Some(cast.team(team)?)),
                None => (Some(cast.person(owner)?), None),
            },
        };
        return Ok(Some(PersonDoes::Assigns(calls.named(call)?, teammate, team)));
    }
    if let Some([call]) = fit("assigns {}", rest) {
        return Ok(Some(PersonDoes::Assigns(calls.named(call)?, None, None)));
    }
    if let Some([call, words]) = fit("notes in {}: {}", rest) {
        return Ok(Some(PersonDoes::Notes(calls.named(call)?, words.trim_matches('"').to_owned())));
    }
    if let Some([call, name]) = fit("names the contact of {}: {}", rest) {
        let name = name.trim_matches('"').to_owned();
        return Ok(Some(PersonDoes::Edits(calls.named(call)?, Edit::Name(name))));
    }
    if let Some([call, email]) = fit("writes the e-mail of {}: {}", rest) {
        let email = email.trim_matches('"').to_owned();
        return Ok(Some(PersonDoes::Edits(calls.named(call)?, Edit::Email(email))));
    }
    type Does = fn(Label) -> PersonDoes;
    let forms: [(&str, Does); 10] = [
        ("claims {}", PersonDoes::Claims),
        ("resumes the recording of {}", PersonDoes::ResumesRecording),
        ("pauses the recording of {}", PersonDoes::PausesRecording),
        ("holds {}", PersonDoes::Holds),
        ("resumes {}", PersonDoes::Resumes),
        ("mutes in {}", PersonDoes::Mutes),
        ("unmutes in {}", PersonDoes::Unmutes),
        ("ends {}", PersonDoes::Ends),
        ("closes the conversation of {}", PersonDoes::ClosesConversation),
        ("opens the conversation of {}", PersonDoes::OpensConversation),
    ];
    for (pattern, does) in forms {
        if let Some([call]) = fit(pattern, rest) {
            return Ok(Some(does(calls.named(call)?)));
        }
    }
    Ok(None)
}
