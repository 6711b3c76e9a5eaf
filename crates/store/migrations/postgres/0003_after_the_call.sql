-- After the call: what the notifications decided, the mails, tasks and alerts they led
-- to, and what is kept about jobs. As everywhere, `state` is what the facts fold to; an
-- address, a title or a body stands in a column of its own and can be erased.

CREATE TABLE notification_result (
    workspace BIGINT NOT NULL,
    id BIGINT NOT NULL,
    call BIGINT NOT NULL,
    conversation BIGINT NOT NULL,
    notification BIGINT NOT NULL,
    state JSONB NOT NULL,
    PRIMARY KEY (workspace, id)
);

CREATE INDEX notification_result_call ON notification_result (workspace, call, id);
CREATE INDEX notification_result_conversation ON notification_result (workspace, conversation, id);
CREATE INDEX notification_result_notification ON notification_result (workspace, notification, id);

CREATE TABLE mail (
    workspace BIGINT NOT NULL,
    id BIGINT NOT NULL,
    call BIGINT NOT NULL,
    result BIGINT NOT NULL,
    stage TEXT NOT NULL,
    at BIGINT NOT NULL,
    state JSONB NOT NULL,
    message_id TEXT,
    from_name TEXT,
    recipient TEXT,
    subject TEXT,
    html TEXT,
    text TEXT,
    PRIMARY KEY (workspace, id)
);

CREATE INDEX mail_call ON mail (workspace, call, id);

-- Mails whose words are still kept and no longer needed.
CREATE INDEX mail_kept ON mail (workspace, at, id) WHERE recipient IS NOT NULL AND stage <> 'waiting';

-- `urgency` is the place of the priority, 0 the most urgent, and `due` the largest number
-- there is where nothing is due: a list of open tasks is in their order.
CREATE TABLE task (
    workspace BIGINT NOT NULL,
    id BIGINT NOT NULL,
    conversation BIGINT NOT NULL,
    assignee BIGINT,
    urgency BIGINT NOT NULL,
    due BIGINT NOT NULL,
    done BIGINT,
    state JSONB NOT NULL,
    title TEXT,
    PRIMARY KEY (workspace, id)
);

CREATE INDEX task_open ON task (workspace, urgency, due, id) WHERE done IS NULL;
CREATE INDEX task_assignee ON task (workspace, assignee, urgency, due, id) WHERE done IS NULL;
CREATE INDEX task_done ON task (workspace, done, id) WHERE done IS NOT NULL;
CREATE INDEX task_conversation ON task (workspace, conversation, id);

CREATE TABLE alert (
    workspace BIGINT NOT NULL,
    id BIGINT NOT NULL,
    call BIGINT NOT NULL,
    conversation BIGINT NOT NULL,
    result BIGINT NOT NULL,
    state JSONB NOT NULL,
    title TEXT,
    PRIMARY KEY (workspace, id)
);

CREATE INDEX alert_conversation ON alert (workspace, conversation, id);

-- Who is meant by an alert, teammate 0 being everybody.
CREATE TABLE alert_to (
    workspace BIGINT NOT NULL,
    teammate BIGINT NOT NULL,
    alert BIGINT NOT NULL,
    PRIMARY KEY (workspace, teammate, alert)
);

-- Up to which alert a teammate has seen them.
CREATE TABLE alert_seen (
    workspace BIGINT NOT NULL,
    teammate BIGINT NOT NULL,
    until BIGINT NOT NULL,
    PRIMARY KEY (workspace, teammate)
);

-- With what a webhook's calls are signed: no fact and no row of the desk knows it.
CREATE TABLE webhook_secret (
    workspace BIGINT NOT NULL,
    webhook BIGINT NOT NULL,
    secret TEXT NOT NULL,
    created BIGINT NOT NULL,
    PRIMARY KEY (workspace, webhook)
);

-- In which lane a job waits, so that a slow mail server holds up no recording; when it was
-- given up; when it came to be, of older ones when they were due.
ALTER TABLE job ADD COLUMN lane TEXT NOT NULL DEFAULT 'house';
ALTER TABLE job ADD COLUMN given_up BIGINT;
ALTER TABLE job ADD COLUMN created BIGINT NOT NULL DEFAULT 0;

UPDATE job SET created = due;

DROP INDEX job_due;

CREATE INDEX job_lane ON job (workspace, lane, due, key) WHERE done IS NULL AND given_up IS NULL;
CREATE INDEX job_waiting ON job (workspace, created, key) WHERE done IS NULL AND given_up IS NULL AND attempts = 0;
CREATE INDEX job_failing ON job (workspace, created, key) WHERE done IS NULL AND given_up IS NULL AND attempts > 0;
CREATE INDEX job_given_up ON job (workspace, given_up, key) WHERE done IS NULL AND given_up IS NOT NULL;
CREATE INDEX job_done ON job (workspace, done, key) WHERE done IS NOT NULL;

-- What happened to a conversation beside its calls: now also tags and tasks.
DROP INDEX fact_conversation;

CREATE INDEX fact_conversation ON fact (workspace, (CAST(body ->> 'conversation' AS BIGINT)), seq)
    WHERE kind IN ('conversation_assigned', 'note_added', 'conversation_state_set', 'conversation_tagged', 'conversation_untagged', 'task_created');

-- What a line of the audit log is about when that has no number: a trunk's name, a job's key.
ALTER TABLE audit ADD COLUMN detail TEXT NOT NULL DEFAULT '';

-- The calls of one conversation.
CREATE INDEX call_conversation ON call (workspace, conversation, id);

-- How old a recording is that could be deleted.
ALTER TABLE recording ADD COLUMN started BIGINT NOT NULL DEFAULT 0;

UPDATE recording SET started = CAST(state ->> 'started' AS BIGINT);

CREATE INDEX recording_kept ON recording (workspace, started, id) WHERE stage IN ('stored', 'failed');
