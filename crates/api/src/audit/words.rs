//! Words for the lines of the audit log.

use desk::timeline::Names;
use desk::{ChannelId, NotificationId, RoleId, TagId, TeamId, TeammateId, WebhookId};
use store::Audited;

use crate::view::NamesOf;

fn of(what: &str) -> Option<Audited> {
    Audited::ALL.into_iter().find(|audited| audited.name() == what)
}

/// What was done, in words.
pub(super) fn done(what: &str) -> &'static str {
    // Kinds are never taken away; a newer program may have written one that is not known.
    let Some(what) = of(what) else { return "Something was done." };
    match what {
        Audited::RecordingPlayed => "Played a recording.",
        Audited::RecordingDownloaded => "Downloaded a recording.",
        Audited::RecordingDeleted => "Deleted a recording.",
        Audited::ContactErased => "Erased a contact.",
        Audited::MailRead => "Read a mail.",
        Audited::MailSentAgain => "Sent a mail again.",
        Audited::NotificationTried => "Tried a notification on a call.",
        Audited::WebhookSecretMade => "Made a webhook's secret.",
        Audited::WebhookTried => "Called a webhook to try it.",
        Audited::JobRetried => "Had a job tried again.",
        Audited::WorkspaceSaved => "Changed the workspace.",
        Audited::TeamSaved => "Changed a team.",
        Audited::TeammateSaved => "Changed a teammate.",
        Audited::ChannelSaved => "Changed a channel.",
        Audited::RoleSaved => "Changed a role.",
        Audited::NotificationSaved => "Changed a notification.",
        Audited::TagSaved => "Changed a tag.",
        Audited::WebhookSaved => "Changed a webhook.",
        Audited::TrunkSaved => "Changed a trunk.",
        Audited::TrunkRemoved => "Removed a trunk.",
        Audited::TeammateInvited => "Invited a teammate.",
        Audited::InvitationWithdrawn => "Withdrew an invitation.",
        Audited::TeammateRemoved => "Removed a teammate; all of the teammate's sessions ended.",
        Audited::SessionEnded => "Ended sessions.",
        Audited::PasswordChanged => "Changed the own password; all other sessions ended.",
        Audited::SignInLinkMade => "Made a link that signs a teammate in.",
        Audited::AvailabilityChanged => "Changed a teammate's availability.",
    }
}

/// What it was done to, in words.
pub(super) fn subject(what: &str, id: u64, detail: &str, names: &NamesOf) -> Option<String> {
    let what = of(what)?;
    let named = |kind: &str| format!("{kind} {id}");
    Some(match what {
        Audited::RecordingPlayed | Audited::RecordingDownloaded | Audited::RecordingDeleted => {
            named("recording")
        }
        Audited::ContactErased => named("contact"),
        Audited::MailRead => named("mail"),
        Audited::MailSentAgain => named("result"),
        Audited::NotificationTried => named("call"),
        Audited::WebhookSecretMade | Audited::WebhookTried | Audited::WebhookSaved => {
            names.webhook(WebhookId(id))
        }
        Audited::TagSaved => names.tag(TagId(id)),
        Audited::RoleSaved => names.role(RoleId(id)),
        Audited::TeamSaved => names.team(TeamId(id)),
        Audited::ChannelSaved => names.of_channel(ChannelId(id)).name,
        Audited::NotificationSaved => names.of_notification(NotificationId(id)).name,
        Audited::TeammateSaved
        | Audited::TeammateRemoved
        | Audited::SignInLinkMade
        | Audited::AvailabilityChanged => names.teammate(TeammateId(id)),
        Audited::JobRetried | Audited::TrunkSaved | Audited::TrunkRemoved => detail.to_owned(),
        Audited::InvitationWithdrawn | Audited::TeammateInvited => named("invitation"),
        Audited::WorkspaceSaved | Audited::SessionEnded | Audited::PasswordChanged => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use desk::{Document, SettingsRow, TagSettings};

    #[test]
    fn every_kind_of_line_has_words_of_its_own() {
        let words: std::collections::BTreeSet<_> =
            Audited::ALL.iter().map(|what| done(what.name())).collect();
        assert_eq!(words.len(), Audited::ALL.len());
        assert_eq!(done("from_the_future"), "Something was done.");
        let names = NamesOf::default();
        assert_eq!(subject("trunk_saved", 0, "Provider", &names).as_deref(), Some("Provider"));
        assert_eq!(subject("team_saved", 3, "", &names).as_deref(), Some("Team 3"));
        assert_eq!(subject("from_the_future", 3, "", &names), None);
        let tag = TagSettings { name: "Billing".to_owned(), ..TagSettings::default() };
        let row = SettingsRow { document: Document::Tag(TagId(4), tag), version: 1 };
        let names = NamesOf::settings(&[row]);
        assert_eq!(subject("tag_saved", 4, "", &names).as_deref(), Some("Billing"));
        assert_eq!(subject("tag_saved", 5, "", &names).as_deref(), Some("Tag 5"));
        assert_eq!(subject("role_saved", 5, "", &names).as_deref(), Some("Role 5"));
        assert_eq!(subject("webhook_tried", 5, "", &names).as_deref(), Some("Webhook 5"));
    }
}
