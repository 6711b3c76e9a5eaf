//! What webhooks are told, as JSON: `{"type", "timestamp", "data"}`. Ids are those of the
//! API, times are milliseconds since 1970, and what is not known is null.

use desk::{CallId, Case, ConversationId, Millis, RecordingStage, Seq, TaskId, WebhookEvent};
use serde_json::{Value, json};
use store::StoreError;

use super::Around;

/// How an event is called outside.
fn name(event: WebhookEvent) -> &'static str {
    match event {
        WebhookEvent::CallEnded => "call.ended",
        WebhookEvent::CallDataReady => "call.data_ready",
        WebhookEvent::ConversationCreated => "conversation.created",
        WebhookEvent::TaskCreated => "task.created",
    }
}

/// The message of a test call: the type that Standard Webhooks names for trying things.
pub(super) fn of_a_test(now: Millis) -> String {
    let data = json!({ "sentence": "This is a test call from Cordboard; nothing happened." });
    json!({ "type": "test", "timestamp": now.0, "data": data }).to_string()
}

impl Around {
    /// The message; `None` when what it is about is gone.
    pub(super) async fn payload(
        &self,
        event: WebhookEvent,
        subject: u64,
        seq: Seq,
    ) -> Result<Option<String>, StoreError> {
        let told = match event {
            WebhookEvent::CallEnded | WebhookEvent::CallDataReady => {
                self.of_call(CallId(subject)).await?
            }
            WebhookEvent::ConversationCreated => {
                self.of_conversation(ConversationId(subject)).await?
            }
            WebhookEvent::TaskCreated => self.of_task(TaskId(subject)).await?,
        };
        Ok(told.map(|(at, data)| {
            let kind = name(event);
            json!({ "type": kind, "timestamp": at.0, "seq": seq.0, "data": data }).to_string()
        }))
    }

    async fn of_call(&self, call: CallId) -> Result<Option<(Millis, Value)>, StoreError> {
        let Some(case) = self.store.case(self.workspace, call).await? else { return Ok(None) };
        let recording = match case.call.recording {
            Some(id) => self.store.recording(self.workspace, id).await?,
            None => None,
        };
        let recording = recording.and_then(|it| recorded(it.row.id.0, it.row.stage));
        let at = case.call.ended.unwrap_or(case.call.placed);
        Ok(Some((at, self.call(&case, recording))))
    }

    fn call(&self, case: &Case, recording: Option<Value>) -> Value {
        let Case { call, content, conversation, contact, answered_by, talk_ms, .. } = case;
        let outcome = call.outcome();
        json!({
            "call": call.id,
            "direction": "inbound",
            "conversation": conversation.id,
            "contact": call.contact,
            "contact_name": contact.as_ref().and_then(|(_, content)| content.name.clone()),
            "channel": call.channel,
            "team": call.team,
            "answered_by": answered_by,
            "from": content.caller,
            "to": content.called,
            "outcome": outcome.map(|outcome| outcome.kind()),
            "placed_ms": call.placed,
            "first_answer_ms": call.first_answer,
            "ended_ms": call.ended,
            "duration_ms": call.ended.map(|ended| ended.since(call.placed)),
            "talk_ms": talk_ms,
            "tags": conversation.tags,
            "recording": recording,
            "url": self.page(conversation.id),
        })
    }

    async fn of_conversation(
        &self,
        id: ConversationId,
    ) -> Result<Option<(Millis, Value)>, StoreError> {
        let found = self.store.conversations(self.workspace, &[id]).await?;
        Ok(found.into_iter().next().map(|row| {
            let data = json!({
                "conversation": row.id,
                "contact": row.contact,
                "channel": row.channel,
                "call": row.call,
                "team": row.team,
                "teammate": row.teammate,
                "url": self.page(row.id),
            });
            (row.active, data)
        }))
    }

    async fn of_task(&self, id: TaskId) -> Result<Option<(Millis, Value)>, StoreError> {
        let Some(task) = self.store.task(self.workspace, id).await? else { return Ok(None) };
        let data = json!({
            "task": task.row.id,
            "conversation": task.row.conversation,
            "call": task.row.call,
            "title": task.content.map(|content| content.title),
            "priority": task.row.priority,
            "assignee": task.row.assignee,
            "due_ms": task.row.due,
            "url": self.page(task.row.conversation),
        });
        Ok(Some((task.row.created, data)))
    }

    /// Where a person reads the conversation.
    fn page(&self, conversation: ConversationId) -> Option<String> {
        let url = self.addresses.public_url.as_ref()?;
        Some(format!("{url}/inbox/all/{conversation}"))
    }
}

/// A recording that can be listened to.
fn recorded(id: u64, stage: RecordingStage) -> Option<Value> {
    match stage {
        RecordingStage::Stored { length_ms } | RecordingStage::Failed { length_ms } => {
            (length_ms > 0).then(|| json!({ "recording": id, "length_ms": length_ms }))
        }
        RecordingStage::Running
        | RecordingStage::Paused
        | RecordingStage::Closing
        | RecordingStage::Deleted { .. } => None,
    }
}
