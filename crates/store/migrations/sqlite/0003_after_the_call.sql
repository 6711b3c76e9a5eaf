-- After the call: what the notifications decided, the mails, tasks and alerts they led
-- to, and what is kept about jobs. As everywhere, `state` is what the facts fold to; an
-- address, a title or a body stands in a column of its own and can be erased.

CREATE TABLE notification_result (
    workspace INTEGER NOT NULL,
    id INTEGER NOT NULL,
    call INTEGER NOT NULL,
    conversation INTEGER NOT NULL,
    notification INTEGER NOT NULL,
    state TEXT NOT NULL,
    PRIMARY KEY (workspace, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX notification_result_call ON notification_result (workspace, call, id);
CREATE INDEX notification_result_conversation ON notification_result (workspace, conversation, id);
CREATE INDEX notification_result_notification ON notification_result (workspace, notification, id);

CREATE TABLE mail (
    workspace INTEGER NOT NULL,
    id INTEGER NOT NULL,
    call INTEGER NOT NULL,
    result INTEGER NOT NULL,
    stage TEXT NOT NULL,
    at INTEGER NOT NULL,
    state TEXT NOT NULL,
    message_id TEXT,
    from_name TEXT,
    recipient TEXT,
    subject TEXT,
    html TEXT,
    text TEXT,
    PRIMARY KEY (workspace, id)
) STRICT;

CREATE INDEX mail_call ON mail (workspace, call, id);

-- Mails whose words are still kept and no longer needed.
CREATE INDEX mail_kept ON mail (workspace, at, id) WHERE recipient IS NOT NULL AND stage <> 'waiting';

-- `urgency` is the place of the priority, 0 the most urgent, and `due` the largest number
-- there is where nothing is due: a list of open tasks is in their order.
CREATE TABLE task (
    workspace INTEGER NOT NULL,
    id INTEGER NOT NULL,
    conversation INTEGER NOT NULL,
    assignee INTEGER,
    urgency INTEGER NOT NULL,
    due INTEGER NOT NULL,
    done INTEGER,
    state TEXT NOT NULL,
    title TEXT,
    PRIMARY KEY (workspace, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX task_open ON task (workspace, urgency, due, id) WHERE done IS NULL;
CREATE INDEX task_assignee ON task (workspace, assignee, urgency, due, id) WHERE done IS NULL;
CREATE INDEX task_done ON task (workspace, done, id) WHERE done IS NOT NULL;
CREATE INDEX task_conversation ON task (workspace, conversation, id);

CREATE TABLE alert (
    workspace INTEGER NOT NULL,
    id INTEGER NOT NULL,
    call INTEGER NOT NULL,
    conversation INTEGER NOT NULL,
    result INTEGER NOT NULL,
    state TEXT NOT NULL,
    title TEXT,
    PRIMARY KEY (workspace, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX alert_conversation ON alert (workspace, conversation, id);

-- Who is meant by an alert, teammate 0 being everybody.
CREATE TABLE alert_to (
    workspace INTEGER NOT NULL,
    teammate INTEGER NOT NULL,
    alert INTEGER NOT NULL,
    PRIMARY KEY (workspace, teammate, alert)
) STRICT, WITHOUT ROWID;

-- Up to which alert a teammate has seen them.
CREATE TABLE alert_seen (
    workspace INTEGER NOT NULL,
    teammate INTEGER NOT NULL,
    until INTEGER NOT NULL,
    PRIMARY KEY (workspace, teammate)
) STRICT, WITHOUT ROWID;

-- With what a webhook's calls are signed: no fact and no row of the desk knows it.
CREATE TABLE webhook_secret (
    workspace INTEGER NOT NULL,
    webhook INTEGER NOT NULL,
    secret TEXT NOT NULL,
    created INTEGER NOT NULL,
    PRIMARY KEY (workspace, webhook)
) STRICT, WITHOUT ROWID;

-- In which lane a job waits, so that a slow mail server holds up no recording; when it was
-- given up; when it came to be, of older ones when they were due.
ALTER TABLE job ADD COLUMN lane TEXT NOT NULL DEFAULT 'house';
ALTER TABLE job ADD COLUMN given_up INTEGER;
ALTER TABLE job ADD COLUMN created INTEGER NOT NULL DEFAULT 0;

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
ALTER TABLE recording ADD COLUMN started INTEGER NOT NULL DEFAULT 0;

UPDATE recording SET started = CAST(json_extract(state, '$.started') AS INTEGER);

CREATE INDEX recording_kept ON recording (workspace, started, id) WHERE stage IN ('stored', 'failed');

-- As in the version before: figures for choosing an index, of a desk with a year of calls.
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('fact', 'fact_conversation', '200000 200000 2 1'),
    ('notification_result', 'notification_result', '300000 300000 1'),
    ('notification_result', 'notification_result_call', '300000 300000 3 1'),
    ('notification_result', 'notification_result_conversation', '300000 300000 6 1'),
    ('notification_result', 'notification_result_notification', '300000 300000 30000 1'),
    ('mail', 'sqlite_autoindex_mail_1', '200000 200000 1'),
    ('mail', 'mail_call', '200000 200000 2 1'),
    ('mail', 'mail_kept', '20000 20000 1 1'),
    ('task', 'task', '100000 100000 1'),
    ('task', 'task_open', '5000 5000 1250 2 1'),
    ('task', 'task_assignee', '5000 5000 50 12 2 1'),
    ('task', 'task_done', '95000 95000 1 1'),
    ('task', 'task_conversation', '100000 100000 2 1'),
    ('alert', 'alert', '100000 100000 1'),
    ('alert', 'alert_conversation', '100000 100000 2 1'),
    ('alert_to', 'alert_to', '150000 150000 1500 1'),
    ('alert_seen', 'alert_seen', '100 100 1'),
    ('webhook_secret', 'webhook_secret', '10 10 1'),
    ('job', 'job', '200000 200000 1'),
    ('job', 'job_lane', '1000 1000 200 2 1'),
    ('job', 'job_waiting', '500 500 2 1'),
    ('job', 'job_failing', '500 500 2 1'),
    ('job', 'job_given_up', '100 100 1 1'),
    ('job', 'job_done', '200000 200000 2 1'),
    ('call', 'call_conversation', '100000 100000 2 1'),
    ('recording', 'recording_kept', '100000 100000 1 1');

ANALYZE sqlite_schema;
