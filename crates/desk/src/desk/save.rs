//! Settings: checked where they are saved, whole, against the version they were read at.

use super::arrive::digits;
use super::{Desk, Reply, refused};
use crate::call::{CallState, Stage};
use crate::destinations::is_number_address;
use crate::fact::Fact;
use crate::id::{ChannelId, TeamId, TeammateId};
use crate::input::Actor;
use crate::offer::{DeclineCause, WithdrawnWhy};
use crate::problem::{Problem, ProblemCode};
use crate::settings::{
    ChannelSettings, Document, Employment, NO_ROLE, Permission, Subject, TeamSettings,
    TeammateSettings, Toggle, WorkspaceSettings,
};
use crate::teammate::Phone;

/// A ring shorter than this cannot be answered; longer than this is a forgotten phone.
const RING_MS: std::ops::RangeInclusive<u64> = 1_000..=600_000;
/// SIP phones of one teammate that ring together.
const SIP_PHONES_MAX: usize = 8;
/// The longest shown name, in characters.
const NAME_CHARACTERS_MAX: usize = 100;
/// The longest wrap-up: a working day.
const WRAP_UP_MS_MAX: u64 = 8 * 3_600_000;
/// The longest hold limit: a day.
const HOLD_MINUTES_MAX: u32 = 1_440;
/// How long recordings and mails may be kept, in days: up to ten years.
const KEPT_DAYS: std::ops::RangeInclusive<u32> = 1..=3_650;
/// The highest number a document may have: what a browser still counts exactly, far below
/// what a row can hold.
const NUMBER_MAX: u64 = (1 << 53) - 1;
/// Members of one team.
const MEMBERS_MAX: usize = 5_000;

impl Desk {
    pub(super) fn save(&mut self, by: Actor, version: u64, document: Document) -> Reply {
        match self.try_save(by, version, document) {
            Ok(version) => Reply::Version(version),
            Err(problem) => Reply::Refused(problem),
        }
    }

    fn try_save(&mut self, by: Actor, read_at: u64, document: Document) -> Result<u64, Problem> {
        self.may_save(by, &document)?;
        let subject = document.subject();
        if subject.number() > NUMBER_MAX {
            let sentence = format!("Numbers of documents go up to {NUMBER_MAX}: take a lower one.");
            return Err(refused(ProblemCode::Invalid, sentence));
        }
        let current = self.version(subject);
        if read_at != current {
            return Err(refused(
                ProblemCode::StaleVersion,
                format!(
                    "Somebody else saved these settings meanwhile (version {current}, yours was \
                     read at {read_at}): read them again and repeat your change."
                ),
            ));
        }
        self.validate(&document).map_err(|why| refused(ProblemCode::Invalid, why))?;
        self.may_retire(&document)?;
        self.keeps_an_owner(&document)?;
        let version = current + 1;
        self.log(by, Fact::SettingsSaved { version, document });
        self.after_save(subject, by);
        Ok(version)
    }

    fn after_save(&mut self, subject: Subject, by: Actor) {
        match subject {
            Subject::Workspace => {
                self.rebuild_index();
                self.lose_unproven(by);
            }
            Subject::Team(_) => {
                self.rebuild_index();
                self.withdraw_strangers(by);
            }
            Subject::Teammate(id) => {
                self.refresh_teammate(id);
                self.teammate_changed(id, by);
            }
            Subject::Channel(_)
            | Subject::Notification(_)
            | Subject::Tag(_)
            | Subject::Webhook(_) => {}
            Subject::Role(id) => self.role_changed(id, by),
        }
    }

    /// Rings of those whose only client were SIP phones that no longer count.
    fn lose_unproven(&mut self, by: Actor) {
        let rung: Vec<_> = self
            .state
            .offers
            .values()
            .filter(|offer| offer.ended.is_none() && !self.client_of(offer.teammate))
            .map(|offer| offer.id)
            .collect();
        for offer in rung {
            self.decline(offer, DeclineCause::NetworkLost, by);
        }
    }

    /// Rings of teammates who are no longer members of the team they are rung for.
    fn withdraw_strangers(&mut self, by: Actor) {
        let strangers: Vec<_> = self
            .state
            .offers
            .values()
            .filter(|offer| offer.ended.is_none())
            .filter(|offer| {
                let team = self.state.teams.get(&offer.team);
                team.is_none_or(|team| !team.members.contains(&offer.teammate))
            })
            .map(|offer| (offer.id, offer.call))
            .collect();
        for (offer, call) in strangers {
            self.withdraw(offer, WithdrawnWhy::TeammateRemoved, by);
            self.past_hold_limit(call);
        }
    }

    pub(super) fn teammate_changed(&mut self, id: TeammateId, by: Actor) {
        let Some(person) = self.state.people.get(&id) else { return };
        let gone = person.employment == Employment::Removed;
        let barred = !self.state.permits(id, Permission::TakesCalls);
        let phone = self.state.teammates.get(&id).map(|row| row.phone);
        match phone {
            Some(Phone::Ringing { offer, call }) if gone || barred => {
                self.withdraw(offer, WithdrawnWhy::TeammateRemoved, by);
                self.past_hold_limit(call);
            }
            Some(Phone::Ringing { offer, .. }) if !self.client_of(id) => {
                self.decline(offer, DeclineCause::NetworkLost, by);
            }
            // A removed teammate's call goes back to its place: the caller is not cut.
            Some(Phone::OnCall { call }) if gone => {
                let talk = self.state.calls.get(&call).and_then(|state| state.talk());
                if let Some(talk) = talk {
                    self.return_call(call, talk, DeclineCause::WentAway);
                }
            }
            Some(Phone::WrapUp { .. }) if gone => {
                self.end_wrap_up(by, id);
            }
            Some(
                Phone::Free | Phone::Ringing { .. } | Phone::OnCall { .. } | Phone::WrapUp { .. },
            )
            | None => {}
        }
    }

    fn validate(&self, document: &Document) -> Result<(), String> {
        match document {
            Document::Workspace(settings) => validate_workspace(settings),
            Document::Team(_, settings) => self.validate_team(settings),
            Document::Teammate(_, settings) => self.validate_teammate(settings),
            Document::Channel(id, settings) => self.validate_channel(*id, settings),
            Document::Role(id, settings) => self.validate_role(*id, settings),
            Document::Notification(id, settings) => self.validate_notification(*id, settings),
            Document::Tag(id, settings) => self.validate_tag(*id, settings),
            Document::Webhook(id, settings) => self.validate_webhook(*id, settings),
        }
    }

    /// A team retires when no call is in it and no number leads to it, a channel when no
    /// call came by it that is not over.
    fn may_retire(&self, document: &Document) -> Result<(), Problem> {
        let live = || self.state.calls.values().filter(|call| call.live());
        let (calls, number) = match document {
            Document::Team(id, team) if team.retired == Toggle::On => {
                let calls = live().any(|call| call.team == Some(*id) || self.leads_to(call, *id));
                let mut channels = self.state.channels.values();
                let number = channels
                    .find(|channel| channel.retired == Toggle::Off && channel.team == *id)
                    .map(|channel| channel.name.clone());
                (calls, number)
            }
            Document::Channel(id, channel) if channel.retired == Toggle::On => {
                (live().any(|call| call.channel == *id), None)
            }
            Document::Workspace(_)
            | Document::Team(..)
            | Document::Channel(..)
            | Document::Teammate(..)
            | Document::Role(..)
            | Document::Notification(..)
            | Document::Tag(..)
            | Document::Webhook(..) => (false, None),
        };
        if calls {
            return Err(refused(
                ProblemCode::NotNow,
                "Calls are going on here: retire it when they are over.",
            ));
        }
        match number {
            Some(name) => Err(refused(
                ProblemCode::NotNow,
                format!("The channel {name} leads here: let it lead to another team first."),
            )),
            None => Ok(()),
        }
    }

    /// Whether a call that hears an announcement will enter that team's queue.
    fn leads_to(&self, call: &CallState, team: TeamId) -> bool {
        call.stage == Stage::Menu && self.team_after_menu(call) == Some(team)
    }

    fn validate_team(&self, team: &TeamSettings) -> Result<(), String> {
        validate_name(&team.name, "team")?;
        team.hours.validate()?;
        if team.members.len() > MEMBERS_MAX {
            return Err(format!("A team has at most {MEMBERS_MAX} members."));
        }
        if let Some(stranger) =
            team.members.iter().find(|member| !self.state.people.contains_key(member))
        {
            return Err(format!("Teammate {stranger} does not exist: add the teammate first."));
        }
        if team.wrap_up_ms > WRAP_UP_MS_MAX {
            return Err("Wrap-up is at most eight hours.".to_owned());
        }
        if team.hold_limit_minutes.is_some_and(|minutes| minutes == 0 || minutes > HOLD_MINUTES_MAX)
        {
            return Err(format!("The hold limit is 1 to {HOLD_MINUTES_MAX} minutes, or none."));
        }
        Ok(())
    }

    fn validate_teammate(&self, settings: &TeammateSettings) -> Result<(), String> {
        validate_teammate(settings)?;
        if settings.role != NO_ROLE && !self.state.roles.contains_key(&settings.role) {
            return Err(format!("Role {} does not exist: add the role first.", settings.role));
        }
        Ok(())
    }

    fn validate_channel(&self, id: ChannelId, channel: &ChannelSettings) -> Result<(), String> {
        validate_name(&channel.name, "channel")?;
        let number = digits(&channel.number);
        if !(1..=15).contains(&number.len()) {
            return Err(format!(
                "The number {:?} of a channel needs 1 to 15 digits (E.164).",
                channel.number
            ));
        }
        // A retired channel leads nowhere, and its number is free for another.
        if channel.retired == Toggle::On {
            return Ok(());
        }
        match self.state.teams.get(&channel.team) {
            None => {
                return Err(format!("Team {} does not exist: add the team first.", channel.team));
            }
            Some(team) if team.retired == Toggle::On => {
                return Err(format!("{} is retired: choose another team.", team.name));
            }
            Some(_) => {}
        }
        let twin = self
            .state
            .channels
            .iter()
            .filter(|(other, settings)| **other != id && settings.retired == Toggle::Off)
            .find(|(_, settings)| digits(&settings.number) == number);
        match twin {
            Some((other, settings)) => {
                Err(format!("Channel {other} has the number {} already.", settings.number))
            }
            None => Ok(()),
        }
    }
}

pub(super) fn validate_name(name: &str, of: &str) -> Result<(), String> {
    let length = name.chars().count();
    if name.trim().is_empty() || length > NAME_CHARACTERS_MAX || name.chars().any(char::is_control)
    {
        return Err(format!(
            "The name of a {of} has 1 to {NAME_CHARACTERS_MAX} characters, none of them control \
             characters."
        ));
    }
    Ok(())
}

fn validate_workspace(settings: &WorkspaceSettings) -> Result<(), String> {
    validate_name(&settings.name, "workspace")?;
    settings.hours.validate()?;
    settings.destinations.validate()?;
    if !RING_MS.contains(&settings.ring_ms) {
        return Err(format!(
            "A phone rings for 1 to 600 seconds, not {} milliseconds.",
            settings.ring_ms
        ));
    }
    for days in [settings.recordings_days, settings.mails_days].into_iter().flatten() {
        if !KEPT_DAYS.contains(&days) {
            return Err(format!(
                "What is kept for a while is kept for {} to {} days, not {days}.",
                KEPT_DAYS.start(),
                KEPT_DAYS.end()
            ));
        }
    }
    Ok(())
}

fn validate_teammate(settings: &TeammateSettings) -> Result<(), String> {
    validate_name(&settings.name, "teammate")?;
    if settings.sip_phones.len() > SIP_PHONES_MAX {
        return Err(format!("A teammate has at most {SIP_PHONES_MAX} SIP phones."));
    }
    let wrong = settings.sip_phones.iter().find(|phone| {
        !phone.starts_with("sip:") || phone.len() > 256 || phone.chars().any(char::is_whitespace)
    });
    if let Some(phone) = wrong {
        return Err(format!("{phone:?} is not a SIP address such as sip:ana@192.0.2.7."));
    }
    match settings.sip_phones.iter().find(|phone| is_number_address(phone)) {
        Some(number) => Err(format!(
            "{number:?} is a telephone number and no desk phone: calls to it would be placed \
             whatever the destinations say."
        )),
        None => Ok(()),
    }
}
