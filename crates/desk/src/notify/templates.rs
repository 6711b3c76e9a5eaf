//! Where a notification can begin: the ten occasions people ask for most, and every call.
//! Nothing listens to what was said yet, so their conditions look at how the call went and
//! at words in the notes; each says so.

use super::{
    AlertPlan, AlertTo, AnyAll, Block, CONVERSATION_LINK, Condition, MailPlan,
    NotificationSettings, Piece, TaskAssignee, TaskPlan, Variable, When,
};
use crate::outcome::OutcomeKind;
use crate::row::Priority;
use crate::settings::Toggle;

/// Where a notification can begin. Its mail has no recipient yet, and it is not saved
/// before it has one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// A stable name.
    pub key: &'static str,
    /// Shown name.
    pub name: &'static str,
    /// What it is for, in one sentence.
    pub sentence: &'static str,
    /// What should be looked over before it is relied on.
    pub note: Option<&'static str>,
    /// The document to begin with.
    pub document: NotificationSettings,
}

/// What is said of a condition on words.
const ON_NOTES: &str = "It looks for words in the notes that are written during the call and in \
                        wrap-up. Change the words to those your team writes.";

/// All templates: the ten occasions, after the one that always fires.
#[must_use]
pub fn templates() -> Vec<Template> {
    let mut all = vec![every_call()];
    all.extend(OCCASIONS.iter().map(Draft::made));
    all
}

/// The ten occasions [004].
const OCCASIONS: [Draft; 10] = [
    Draft {
        key: "callback_requested",
        name: "Callback Requested",
        sentence: "Somebody who was not served, or wants to be called back.",
        words: &["call back", "callback", "ring back", "return the call"],
        missed: true,
        task: Some((Priority::High, 4)),
        alert: true,
    },
    Draft::on_words(
        "appointment_booked",
        "Appointment Booked",
        "A meeting was arranged.",
        &["appointment", "meeting", "booked", "scheduled"],
    ),
    Draft {
        task: Some((Priority::Urgent, 8)),
        alert: true,
        ..Draft::on_words(
            "customer_complaint",
            "Customer Complaint",
            "Somebody is not content.",
            &["complaint", "complained", "unhappy", "angry", "cancel"],
        )
    },
    Draft {
        task: Some((Priority::Medium, 24)),
        ..Draft::on_words(
            "unanswered_question",
            "Unanswered Question",
            "A question that nobody could answer on the phone.",
            &["open question", "unanswered", "find out", "look into"],
        )
    },
    Draft {
        task: Some((Priority::High, 24)),
        ..Draft::on_words(
            "technical_issue",
            "Technical Issue",
            "Something does not work.",
            &["bug", "error", "broken", "outage", "not working"],
        )
    },
    Draft::on_words(
        "billing_inquiry",
        "Billing Inquiry",
        "A question about a payment or an invoice.",
        &["invoice", "billing", "payment", "refund"],
    ),
    Draft {
        task: Some((Priority::Urgent, 2)),
        alert: true,
        ..Draft::on_words(
            "escalation_needed",
            "Escalation Needed",
            "Somebody with more say has to look at it.",
            &["escalate", "escalation", "supervisor", "manager"],
        )
    },
    Draft::on_words(
        "order_placed",
        "Order Placed",
        "Something was bought.",
        &["order", "ordered", "purchase"],
    ),
    Draft {
        task: Some((Priority::High, 24)),
        ..Draft::on_words(
            "demo_request",
            "Demo Request",
            "Somebody wants to see the product.",
            &["demo", "demonstration", "trial"],
        )
    },
    Draft::on_words(
        "positive_feedback",
        "Positive Feedback",
        "Praise to be shared with the team.",
        &["thank you", "praise", "happy", "compliment"],
    ),
];

/// A template that looks for words.
struct Draft {
    key: &'static str,
    name: &'static str,
    sentence: &'static str,
    words: &'static [&'static str],
    /// Calls that nobody answered fire it as well.
    missed: bool,
    /// The task's priority, and when it is due in hours.
    task: Option<(Priority, u32)>,
    alert: bool,
}

impl Draft {
    const fn on_words(
        key: &'static str,
        name: &'static str,
        sentence: &'static str,
        words: &'static [&'static str],
    ) -> Self {
        Self { key, name, sentence, words, missed: false, task: None, alert: false }
    }

    fn made(&self) -> Template {
        let words = Condition::NoteWords {
            mode: AnyAll::Any,
            words: self.words.iter().map(|word| (*word).to_owned()).collect(),
        };
        let missed = Condition::Outcome {
            one_of: [OutcomeKind::AbandonedQueue, OutcomeKind::NoAnswer, OutcomeKind::Deflected]
                .into(),
        };
        let condition =
            if self.missed { Condition::Any { of: vec![missed, words] } } else { words };
        Template {
            key: self.key,
            name: self.name,
            sentence: self.sentence,
            note: Some(ON_NOTES),
            document: NotificationSettings {
                name: self.name.to_owned(),
                on: Toggle::On,
                when: When::Rule { condition },
                mail: Some(mail(self.name)),
                alert: self.alert.then_some(AlertPlan { to: AlertTo::Everybody }),
                task: self.task.map(|(priority, hours)| TaskPlan {
                    priority,
                    title: vec![
                        Piece::text(&format!("{}: ", self.name)),
                        Piece::variable(Variable::CustomerName, "unknown caller"),
                    ],
                    due_after_hours: Some(hours),
                    assignee: TaskAssignee::WhoAnswered,
                }),
                retired: Toggle::Off,
            },
        }
    }
}

fn every_call() -> Template {
    Template {
        key: "every_call",
        name: "Every Call",
        sentence: "A mail after every call.",
        note: None,
        document: NotificationSettings {
            name: "Every Call".to_owned(),
            on: Toggle::On,
            when: When::Always,
            mail: Some(mail("Call")),
            alert: None,
            task: None,
            retired: Toggle::Off,
        },
    }
}

fn mail(subject: &str) -> MailPlan {
    let fact = |label: &str, of: Variable, fallback: &str| {
        vec![bold(&format!("{label}: ")), Piece::variable(of, fallback)]
    };
    MailPlan {
        recipients: Vec::new(),
        subject: vec![
            Piece::text(&format!("{subject}: ")),
            Piece::variable(Variable::CustomerName, "unknown caller"),
        ],
        body: vec![
            Block::Bullets {
                items: vec![
                    fact("Caller", Variable::CustomerName, "unknown"),
                    fact("Number", Variable::CustomerNumber, "withheld"),
                    fact("When", Variable::ConversationDate, ""),
                    fact("Outcome", Variable::ConversationStatus, ""),
                    fact("Duration", Variable::ConversationDuration, ""),
                    fact("Answered by", Variable::AgentName, "nobody"),
                ],
            },
            Block::Paragraph {
                pieces: vec![Piece::Text {
                    text: "Open the conversation".to_owned(),
                    bold: false,
                    italic: false,
                    link: Some(CONVERSATION_LINK.to_owned()),
                }],
            },
        ],
    }
}

fn bold(text: &str) -> Piece {
    Piece::Text { text: text.to_owned(), bold: true, italic: false, link: None }
}

#[cfg(test)]
mod tests {
    use super::templates;

    /// [004.11] [004.12]
    #[test]
    fn every_template_can_be_saved_once_it_has_a_recipient() {
        let all = templates();
        let names: Vec<_> = all.iter().map(|template| template.name).collect();
        assert_eq!(
            names,
            [
                "Every Call",
                "Callback Requested",
                "Appointment Booked",
                "Customer Complaint",
                "Unanswered Question",
                "Technical Issue",
                "Billing Inquiry",
                "Escalation Needed",
                "Order Placed",
                "Demo Request",
                "Positive Feedback",
            ]
        );
        for template in all {
            let mut document = template.document;
            if let Some(mail) = &mut document.mail {
                assert!(mail.recipients.is_empty(), "{}", template.key);
                mail.recipients.push("ana@example.org".to_owned());
            }
            assert_eq!(document.validate(), Ok(()), "{}", template.key);
        }
    }
}
