//! Notifications, tags and webhooks, checked where they are saved.

use std::collections::BTreeSet;

use super::Desk;
use super::save::validate_name;
use crate::id::{NotificationId, TagId, TeammateId, WebhookId};
use crate::notify::{AlertTo, Condition, NotificationSettings, TaskAssignee, When};
use crate::settings::{Employment, Toggle};
use crate::tag::TagSettings;
use crate::webhook::WebhookSettings;

/// Notifications in use: each is judged after every call.
const NOTIFICATIONS_MAX: usize = 200;
/// Tags in use: beyond this nobody finds one.
const TAGS_MAX: usize = 2_000;
/// Webhooks in use: each is called for every event it is told of.
const WEBHOOKS_MAX: usize = 50;
/// Teammates chosen one by one for an alert; more are everybody.
const CHOSEN_MAX: usize = 200;
/// The longest address of a webhook, in characters.
const URL_CHARACTERS_MAX: usize = 2_000;

type Checked = Result<(), String>;

impl Desk {
    pub(super) fn validate_notification(
        &self,
        id: NotificationId,
        settings: &NotificationSettings,
    ) -> Checked {
        validate_name(&settings.name, "notification")?;
        if settings.retired == Toggle::On {
            return Ok(());
        }
        let others = self.state.notifications.iter().filter(|(other, _)| **other != id);
        let used = others.filter(|(_, other)| other.retired == Toggle::Off).count();
        if used >= NOTIFICATIONS_MAX {
            return Err(format!(
                "There are at most {NOTIFICATIONS_MAX} notifications: retire one."
            ));
        }
        settings.validate().map_err(|problem| problem.sentence)?;
        if let When::Rule { condition } = &settings.when {
            self.known_in(condition)?;
        }
        if let Some(plan) = &settings.alert
            && let AlertTo::Teammates { teammates } = &plan.to
        {
            self.chosen(teammates)?;
        }
        match settings.task.as_ref().map(|plan| plan.assignee) {
            Some(TaskAssignee::Teammate(id)) => self.works_here(id),
            Some(TaskAssignee::Nobody | TaskAssignee::WhoAnswered) | None => Ok(()),
        }
    }

    /// Whatever a condition names exists.
    fn known_in(&self, condition: &Condition) -> Checked {
        let missing = |what: &str, id: u64| {
            Err(format!("{what} {id} does not exist: choose another one in the condition."))
        };
        match condition {
            Condition::All { of } | Condition::Any { of } => {
                of.iter().try_for_each(|one| self.known_in(one))
            }
            Condition::Team { one_of } => {
                let stranger = one_of.iter().find(|id| !self.state.teams.contains_key(id));
                stranger.map_or(Ok(()), |id| missing("Team", id.0))
            }
            Condition::Channel { one_of } => {
                let stranger = one_of.iter().find(|id| !self.state.channels.contains_key(id));
                stranger.map_or(Ok(()), |id| missing("Channel", id.0))
            }
            Condition::Tags { tags, .. } | Condition::NotTags { tags } => {
                let stranger = tags.iter().find(|id| !self.state.tags.contains_key(id));
                stranger.map_or(Ok(()), |id| missing("Tag", id.0))
            }
            Condition::Outcome { .. }
            | Condition::Direction { .. }
            | Condition::Caller { .. }
            | Condition::Duration { .. }
            | Condition::Talked { .. }
            | Condition::NoteWords { .. }
            | Condition::NoNotes => Ok(()),
        }
    }

    fn chosen(&self, teammates: &[TeammateId]) -> Checked {
        if teammates.is_empty() || teammates.len() > CHOSEN_MAX {
            return Err(format!(
                "A team alert goes to everybody, or to 1 to {CHOSEN_MAX} chosen teammates."
            ));
        }
        let each: BTreeSet<_> = teammates.iter().collect();
        if each.len() < teammates.len() {
            return Err("A teammate is chosen twice for the team alert.".to_owned());
        }
        teammates.iter().try_for_each(|id| self.works_here(*id))
    }

    fn works_here(&self, id: TeammateId) -> Checked {
        match self.state.people.get(&id) {
            Some(person) if person.employment == Employment::Here => Ok(()),
            Some(person) => {
                Err(format!("{} does not work here any more: choose another one.", person.name))
            }
            None => Err(format!("Teammate {id} does not exist: choose another one.")),
        }
    }

    pub(super) fn validate_tag(&self, id: TagId, tag: &TagSettings) -> Checked {
        validate_name(&tag.name, "tag")?;
        if tag.retired == Toggle::On {
            return Ok(());
        }
        let written = |name: &str| name.trim().to_lowercase();
        let mut used = 0;
        for (other, settings) in &self.state.tags {
            if *other == id || settings.retired == Toggle::On {
                continue;
            }
            used += 1;
            if written(&settings.name) == written(&tag.name) {
                return Err(format!("There is a tag called {:?} already.", settings.name));
            }
        }
        if used >= TAGS_MAX {
            return Err(format!("There are at most {TAGS_MAX} tags: retire one."));
        }
        Ok(())
    }

    pub(super) fn validate_webhook(&self, id: WebhookId, webhook: &WebhookSettings) -> Checked {
        validate_name(&webhook.name, "webhook")?;
        if webhook.retired == Toggle::On {
            return Ok(());
        }
        let others = self.state.webhooks.iter().filter(|(other, _)| **other != id);
        let used = others.filter(|(_, other)| other.retired == Toggle::Off).count();
        if used >= WEBHOOKS_MAX {
            return Err(format!("There are at most {WEBHOOKS_MAX} webhooks: retire one."));
        }
        if webhook.events.is_empty() {
            return Err("A webhook is told of at least one kind of event.".to_owned());
        }
        if !url_is_good(&webhook.url) {
            return Err(format!(
                "{:?} is not an address such as https://example.com/calls, without a name or a \
                 password in it.",
                webhook.url.chars().take(60).collect::<String>()
            ));
        }
        Ok(())
    }
}

/// What can be called at all; where it leads is looked at whenever it is called.
fn url_is_good(url: &str) -> bool {
    let after = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let host = after.map(|after| after.split(['/', '?', '#']).next().unwrap_or_default());
    host.is_some_and(|host| !host.is_empty() && !host.contains('@'))
        && url.chars().count() <= URL_CHARACTERS_MAX
        && url.chars().all(|c| c.is_ascii_graphic())
}
