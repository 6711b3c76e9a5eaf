//! Who is there and how the workspace is set up, in plain sentences.

mod hours;

use std::collections::BTreeSet;

use desk::{
    AnswerMode, AssignmentMethod, ChannelId, ChannelSettings, Channels, Document, Employment,
    Millis, NumberMatching, OfficeHours, Permission, RecordingMode, RoleId, RoleSettings, Status,
    TabPhone, TeamId, TeamSettings, TeammateId, TeammateSettings, Toggle, WorkspaceKind,
    WorkspaceSettings,
};

use super::words::{fit, list};

/// Monday, 2026-01-05 10:00 in UTC, when no script says otherwise.
const START: Millis = Millis(1_767_607_200_000);

/// The supervisor: a teammate of no team.
pub(super) const SUPERVISOR: TeammateId = TeammateId(900);

/// Everything a script sets up.
#[derive(Debug, Clone)]
pub(super) struct Cast {
    pub(super) start: Millis,
    pub(super) workspace: WorkspaceSettings,
    pub(super) teams: Vec<Team>,
    pub(super) people: Vec<Person>,
    pub(super) contacts: Vec<Contact>,
    /// Who was assigned a conversation before the script begins, in that order.
    pub(super) assigned: Vec<TeammateId>,
    /// Settings such as `a hold limit of 5 minutes` are about this team.
    speaking_of: usize,
}

#[derive(Debug, Clone)]
pub(super) struct Team {
    pub(super) id: TeamId,
    pub(super) settings: TeamSettings,
    pub(super) number: String,
    /// Its channel is called like this, whatever becomes of the team's name.
    pub(super) channel: String,
    pub(super) recording: RecordingMode,
    /// Whether its number is in use.
    pub(super) number_retired: Toggle,
    /// Its members were named; else everybody of no other team is one.
    named: Named,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Named {
    Yes,
    No,
}

#[derive(Debug, Clone)]
pub(super) struct Person {
    pub(super) id: TeammateId,
    pub(super) settings: TeammateSettings,
    /// What the own role lets be done; calls are taken without one.
    permissions: BTreeSet<Permission>,
    pub(super) status: Status,
    pub(super) channels: Channels,
    pub(super) tab: Toggle,
    /// The phone of the tab that is open when the script begins.
    pub(super) tab_phone: TabPhone,
}

/// A contact that the store knows before the script begins.
#[derive(Debug, Clone)]
pub(super) struct Contact {
    pub(super) name: String,
    pub(super) number: String,
    pub(super) days_ago: u64,
}

impl Cast {
    pub(super) fn new() -> Self {
        let mut cast = Self {
            start: START,
            workspace: WorkspaceSettings::default(),
            teams: Vec::new(),
            people: Vec::new(),
            contacts: Vec::new(),
            assigned: Vec::new(),
            speaking_of: 0,
        };
        cast.add_team("Support");
        cast
    }

    /// Takes one line of the cast: sentences, separated by commas.
    pub(super) fn say(&mut self, line: &str) -> Result<(), String> {
        for sentence in line.split(", ") {
            let sentence = sentence.trim();
            let known = self.say_workspace(sentence)?
                || self.say_contact(sentence)?
                || self.say_team(sentence)?
                || self.say_person(sentence)?;
            if !known {
                return Err(format!(
                    "{sentence:?} is no sentence of the cast; see script/cast.rs for those there \
                     are"
                ));
            }
        }
        Ok(())
    }

    fn say_workspace(&mut self, sentence: &str) -> Result<bool, String> {
        let workspace = &mut self.workspace;
        match sentence {
            "the workspace is a test workspace" => workspace.kind = WorkspaceKind::Test,
            "the workspace is a live workspace" => workspace.kind = WorkspaceKind::Live,
            "the workspace is out of office" => workspace.hours = OfficeHours::Closed,
            "the workspace is always open" => workspace.hours = OfficeHours::Always,
            "auto-answer mode is on" => workspace.answer_mode = AnswerMode::Auto,
            "auto-answer mode is off" => workspace.answer_mode = AnswerMode::ByHand,
            "always create lead is on" => {
                workspace.number_matching = NumberMatching::AlwaysCreateLead;
            }
            "always create lead is off" => workspace.number_matching = NumberMatching::MatchContact,
            "show team composition is on" => workspace.show_team_composition = Toggle::On,
            "show team composition is off" => workspace.show_team_composition = Toggle::Off,
            "a desk phone counts as a phone client" => workspace.sip_phone_is_client = Toggle::On,
            "a desk phone does not count as a phone client" => {
                workspace.sip_phone_is_client = Toggle::Off;
            }
            _ => return self.say_workspace_value(sentence),
        }
        Ok(true)
    }

    fn say_workspace_value(&mut self, sentence: &str) -> Result<bool, String> {
        if let Some([seconds]) = fit("a phone rings for {} seconds", sentence) {
            self.workspace.ring_ms = thousands(seconds)?;
        } else if let Some([open]) = fit("the workspace is open {}", sentence) {
            self.workspace.hours = hours::hours(open)?;
        } else if let Some([name]) = fit("the workspace is called {}", sentence) {
            self.workspace.name = unquoted(name);
        } else if let Some([time]) = fit("it is {}", sentence) {
            self.start = hours::moment(time)?;
        } else {
            return Ok(false);
        }
        Ok(true)
    }

    fn say_contact(&mut self, sentence: &str) -> Result<bool, String> {
        let pattern = "the contact {} has {} and was active {} days ago";
        let Some([name, number, days]) = fit(pattern, sentence) else { return Ok(false) };
        let contact = Contact {
            name: name.to_owned(),
            number: number.to_owned(),
            days_ago: number_of(days)?,
        };
        self.contacts.push(contact);
        Ok(true)
    }

    fn say_team(&mut self, sentence: &str) -> Result<bool, String> {
        if let Some([name, members]) = fit("the team {} has {}", sentence) {
            let members = match members {
                "nobody" => Vec::new(),
                names => list(names)
                    .into_iter()
                    .map(|name| self.person(name))
                    .collect::<Result<_, _>>()?,
            };
            let team = self.team_at(name).unwrap_or_else(|| self.add_team(name));
            self.teams[team].settings.members = members;
            self.teams[team].named = Named::Yes;
            self.speaking_of = team;
            return Ok(true);
        }
        let recorded = [
            ("calls to {} are recorded", RecordingMode::On),
            (
                "calls to {} are recorded after an announcement",
                RecordingMode::WithConsentAnnouncement,
            ),
            ("calls to {} are not recorded", RecordingMode::Off),
        ];
        for (pattern, mode) in recorded {
            if let Some([name]) = fit(pattern, sentence) {
                let team = self.team_index(name)?;
                self.teams[team].recording = mode;
                return Ok(true);
            }
        }
        let numbers = [
            ("the number of {} is retired", Toggle::On),
            ("the number of {} is in use", Toggle::Off),
        ];
        for (pattern, retired) in numbers {
            if let Some([name]) = fit(pattern, sentence) {
                let team = self.team_index(name)?;
                self.teams[team].number_retired = retired;
                return Ok(true);
            }
        }
        let named = self.teams.iter().position(|team| {
            let rest = sentence.strip_prefix(team.settings.name.as_str());
            rest.is_some_and(|rest| rest.starts_with(' '))
        });
        if let Some(team) = named {
            let of = self.teams[team].settings.name.len() + 1;
            self.speaking_of = team;
            return self.say_of_team(team, &sentence[of..]);
        }
        if sentence.starts_with("a ") || sentence.starts_with("no ") {
            return self.say_of_team(self.speaking_of, &format!("has {sentence}"));
        }
        Ok(false)
    }

    /// What a team has, several things joined by `and`.
    fn say_of_team(&mut self, team: usize, predicate: &str) -> Result<bool, String> {
        let Some(things) = predicate.strip_prefix("has ") else {
            return self.say_team_is(team, predicate);
        };
        for thing in list(things) {
            if !self.say_team_has(team, thing)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn say_team_has(&mut self, team: usize, thing: &str) -> Result<bool, String> {
        let Team { settings, number, .. } = &mut self.teams[team];
        if let Some([max]) = fit("a queue maximum of {}", thing) {
            settings.queue_max = Some(small_number_of(max)?);
        } else if thing == "no queue maximum" {
            settings.queue_max = None;
        } else if let Some([minutes]) = fit("a hold limit of {} minutes", thing) {
            settings.hold_limit_minutes = Some(small_number_of(minutes)?);
        } else if let Some([minutes]) = fit("a hold limit of {} minute", thing) {
            settings.hold_limit_minutes = Some(small_number_of(minutes)?);
        } else if thing == "no hold limit" {
            settings.hold_limit_minutes = None;
        } else if let Some([seconds]) = fit("a wrap-up of {} seconds", thing) {
            settings.wrap_up_ms = thousands(seconds)?;
        } else if thing == "no wrap-up" {
            settings.wrap_up_ms = 0;
        } else if let Some([limit]) = fit("a conversation limit of {}", thing) {
            settings.conversation_limit = small_number_of(limit)?;
        } else if let Some([called]) = fit("the number {}", thing) {
            *number = called.to_owned();
        } else if let Some([name]) = fit("the name {}", thing) {
            settings.name = unquoted(name);
        } else {
            return Ok(false);
        }
        Ok(true)
    }

    fn say_team_is(&mut self, team: usize, predicate: &str) -> Result<bool, String> {
        let settings = &mut self.teams[team].settings;
        match predicate {
            "is out of office" => settings.hours = OfficeHours::Closed,
            "is retired" => settings.retired = Toggle::On,
            "is in use" => settings.retired = Toggle::Off,
            "is always open" => settings.hours = OfficeHours::Always,
            "assigns conversations by hand" => settings.assignment = AssignmentMethod::Manual,
            "assigns conversations in turn" => settings.assignment = AssignmentMethod::RoundRobin,
            "assigns conversations balanced" => settings.assignment = AssignmentMethod::Balanced,
            _ => match fit("is open {}", predicate) {
                Some([open]) => settings.hours = hours::hours(open)?,
                None => return Ok(false),
            },
        }
        Ok(true)
    }

    fn say_person(&mut self, sentence: &str) -> Result<bool, String> {
        if let Some(names) = sentence.strip_prefix("they were assigned in the order ") {
            let order = names.split(" then ").map(|name| self.person(name));
            self.assigned = order.collect::<Result<_, _>>()?;
            return Ok(true);
        }
        for (pattern, place) in
            [("{} was assigned longest ago", Place::First), ("{} was assigned last", Place::Last)]
        {
            if let Some([name]) = fit(pattern, sentence) {
                self.assigned_at(name, place)?;
                return Ok(true);
            }
        }
        self.say_presence(sentence)
    }

    /// Everybody was assigned something once, in the order of the cast, but one.
    fn assigned_at(&mut self, name: &str, place: Place) -> Result<(), String> {
        let id = self.person(name)?;
        self.assigned = self.people.iter().map(|person| person.id).collect();
        self.assigned.retain(|other| *other != id);
        match place {
            Place::First => self.assigned.insert(0, id),
            Place::Last => self.assigned.push(id),
        }
        Ok(())
    }

    fn say_presence(&mut self, sentence: &str) -> Result<bool, String> {
        let found = PRESENCES.iter().find_map(|(one, many, presence)| {
            let names = fit(one, sentence).or_else(|| fit(many, sentence));
            names.map(|[names]| (names, *presence))
        });
        let Some((names, presence)) = found else { return Ok(false) };
        for name in list(names) {
            let n = self.introduce(name)?;
            let person = &mut self.people[n];
            match presence {
                Presence::Active(channels) => {
                    (person.status, person.channels) = (Status::Active, channels);
                }
                Presence::Away => person.status = Status::Away,
                Presence::NoClient => person.tab = Toggle::Off,
                Presence::DeskPhones(count) => {
                    let phones = (1..=count).map(|n| format!("sip:{name}-{n}@192.0.2.7"));
                    person.settings.sip_phones = phones.collect();
                }
                Presence::DeskPhoneOnly => {
                    person.tab = Toggle::Off;
                    person.settings.sip_phones = vec![format!("sip:{name}-1@192.0.2.7")];
                }
                Presence::NoMicrophone => person.tab_phone = TabPhone::NotReady,
                Presence::May(permission, toggle) => person.permit(permission, toggle),
                Presence::Works(employment) => person.settings.employment = employment,
            }
        }
        Ok(true)
    }

    fn introduce(&mut self, name: &str) -> Result<usize, String> {
        if let Some(n) = self.people.iter().position(|person| person.settings.name == name) {
            return Ok(n);
        }
        let capital = name.chars().next().is_some_and(char::is_uppercase);
        if !capital || !name.chars().all(char::is_alphanumeric) {
            return Err(format!("{name:?} is no name: a name is one word with a capital"));
        }
        let id = TeammateId(self.people.len() as u64 + 1);
        self.people.push(Person {
            id,
            settings: TeammateSettings { name: name.to_owned(), ..TeammateSettings::default() },
            status: Status::Active,
            channels: Channels::All,
            tab: Toggle::On,
            tab_phone: TabPhone::Ready,
            permissions: BTreeSet::from([Permission::TakesCalls]),
        });
        Ok(self.people.len() - 1)
    }

    fn add_team(&mut self, name: &str) -> usize {
        let id = TeamId(self.teams.len() as u64 + 1);
        self.teams.push(Team {
            id,
            settings: TeamSettings { name: name.to_owned(), ..TeamSettings::default() },
            number: format!("+1555900{id}"),
            channel: name.to_owned(),
            recording: RecordingMode::Off,
            number_retired: Toggle::Off,
            named: Named::No,
        });
        self.teams.len() - 1
    }

    fn team_at(&self, name: &str) -> Option<usize> {
        self.teams.iter().position(|team| team.settings.name == name)
    }

    fn team_index(&self, name: &str) -> Result<usize, String> {
        self.team_at(name).ok_or_else(|| {
            let known: Vec<&str> = self.teams.iter().map(|team| &*team.settings.name).collect();
            format!("there is no team {name:?}, only {}", known.join(", "))
        })
    }

    /// A team by its name.
    pub(super) fn team(&self, name: &str) -> Result<TeamId, String> {
        Ok(self.teams[self.team_index(name)?].id)
    }

    /// A teammate by name.
    pub(super) fn person(&self, name: &str) -> Result<TeammateId, String> {
        let found = self.people.iter().find(|person| person.settings.name == name);
        found.map(|person| person.id).ok_or_else(|| {
            let known: Vec<&str> =
                self.people.iter().map(|person| &*person.settings.name).collect();
            format!("there is no teammate {name:?}, only {}", known.join(", "))
        })
    }

    /// The number to call for a team's name; a number stands for itself.
    pub(super) fn number(&self, called: &str) -> Result<String, String> {
        if called.starts_with('+') {
            return Ok(called.to_owned());
        }
        Ok(self.teams[self.team_index(called)?].number.clone())
    }

    /// All settings documents, in an order in which they can be saved.
    pub(super) fn documents(&self) -> Vec<Document> {
        let mut all = vec![Document::Workspace(self.workspace.clone())];
        for person in &self.people {
            if person.has_role() {
                let name = format!("The role of {}", person.settings.name);
                let permissions = person.permissions.clone();
                let role = RoleSettings { name, permissions };
                all.push(Document::Role(RoleId(person.id.0), role));
            }
            let mut settings = person.settings.clone();
            if person.has_role() {
                settings.role = RoleId(person.id.0);
            }
            all.push(Document::Teammate(person.id, settings));
        }
        for team in &self.teams {
            let mut settings = team.settings.clone();
            if team.named == Named::No {
                settings.members = self.of_no_team();
            }
            all.push(Document::Team(team.id, settings));
        }
        for team in &self.teams {
            let settings = ChannelSettings {
                name: team.channel.clone(),
                number: team.number.clone(),
                team: team.id,
                recording: team.recording,
                retired: team.number_retired,
            };
            all.push(Document::Channel(ChannelId(team.id.0), settings));
        }
        all
    }

    fn of_no_team(&self) -> Vec<TeammateId> {
        let named = |id: TeammateId| {
            let mut teams = self.teams.iter().filter(|team| team.named == Named::Yes);
            teams.any(|team| team.settings.members.contains(&id))
        };
        self.people.iter().map(|person| person.id).filter(|id| !named(*id)).collect()
    }
}

impl Person {
    fn permit(&mut self, permission: Permission, toggle: Toggle) {
        match toggle {
            Toggle::On => self.permissions.insert(permission),
            Toggle::Off => self.permissions.remove(&permission),
        };
    }

    /// A role of one's own; who just takes calls needs none.
    fn has_role(&self) -> bool {
        self.permissions != BTreeSet::from([Permission::TakesCalls])
    }
}

#[derive(Debug, Clone, Copy)]
enum Place {
    First,
    Last,
}

#[derive(Debug, Clone, Copy)]
enum Presence {
    Active(Channels),
    Away,
    NoClient,
    DeskPhones(usize),
    DeskPhoneOnly,
    NoMicrophone,
    May(Permission, Toggle),
    Works(Employment),
}

/// Sentences about one teammate and about several, and what they mean.
const PRESENCES: &[(&str, &str, Presence)] = &[
    ("{} is available", "{} are available", Presence::Active(Channels::All)),
    (
        "{} is available for Conversations only",
        "{} are available for Conversations only",
        Presence::Active(Channels::Conversations),
    ),
    (
        "{} is available for Phone only",
        "{} are available for Phone only",
        Presence::Active(Channels::Phone),
    ),
    ("{} is away", "{} are away", Presence::Away),
    ("{} has no phone client", "{} have no phone client", Presence::NoClient),
    ("{} has a desk phone", "{} have a desk phone", Presence::DeskPhones(1)),
    ("{} has two desk phones", "{} have two desk phones", Presence::DeskPhones(2)),
    ("{} has nine desk phones", "{} have nine desk phones", Presence::DeskPhones(9)),
    ("{} has a desk phone only", "{} have a desk phone only", Presence::DeskPhoneOnly),
    ("{} has no microphone", "{} have no microphone", Presence::NoMicrophone),
    may_not("{} may not take calls", Permission::TakesCalls),
    may("{} may take calls", Permission::TakesCalls),
    may_not("{} may not listen to calls", Permission::ListenToCalls),
    may("{} may listen to calls", Permission::ListenToCalls),
    may_not("{} may not change phone settings", Permission::PhoneSettings),
    may("{} may change phone settings", Permission::PhoneSettings),
    may_not("{} may not manage teammates", Permission::ManageTeammates),
    may("{} may manage teammates", Permission::ManageTeammates),
    may("{} may manage availability", Permission::ManageAvailability),
    may("{} may be owner", Permission::Owner),
    may_not("{} may not be owner", Permission::Owner),
    ("{} is removed", "{} are removed", Presence::Works(Employment::Removed)),
];

fn number_of(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| format!("{text:?} is no number"))
}

fn small_number_of(text: &str) -> Result<u32, String> {
    text.parse().map_err(|_| format!("{text:?} is no number"))
}

fn thousands(seconds: &str) -> Result<u64, String> {
    Ok(number_of(seconds)? * 1_000)
}

/// Names in quotes may be anything, so that refusals can be tried.
fn unquoted(name: &str) -> String {
    name.trim_matches('"').to_owned()
}

const fn may(
    sentence: &'static str,
    permission: Permission,
) -> (&'static str, &'static str, Presence) {
    (sentence, sentence, Presence::May(permission, Toggle::On))
}

const fn may_not(
    sentence: &'static str,
    permission: Permission,
) -> (&'static str, &'static str, Presence) {
    (sentence, sentence, Presence::May(permission, Toggle::Off))
}
