-- Every table is keyed by its workspace first. `state` is what the facts fold to;
-- names, numbers, words and paths stand in columns of their own, so that they can be
-- erased without touching it. Times are milliseconds since 1970.

CREATE TABLE lease (
    workspace BIGINT NOT NULL,
    node TEXT NOT NULL,
    epoch BIGINT NOT NULL,
    PRIMARY KEY (workspace)
);

-- Written to prove that the store can be written.
CREATE TABLE probe (
    id BIGINT NOT NULL,
    tries BIGINT NOT NULL,
    PRIMARY KEY (id)
);

CREATE TABLE fact (
    workspace BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    cause BIGINT,
    call BIGINT,
    call_seq BIGINT,
    kind TEXT NOT NULL,
    body JSONB NOT NULL,
    PRIMARY KEY (workspace, seq)
);

CREATE UNIQUE INDEX fact_call ON fact (workspace, call, call_seq) WHERE call IS NOT NULL;

CREATE TABLE settings (
    workspace BIGINT NOT NULL,
    subject TEXT NOT NULL,
    version BIGINT NOT NULL,
    state JSONB NOT NULL,
    PRIMARY KEY (workspace, subject)
);

CREATE TABLE teammate (
    workspace BIGINT NOT NULL,
    id BIGINT NOT NULL,
    state JSONB NOT NULL,
    PRIMARY KEY (workspace, id)
);

CREATE TABLE contact (
    workspace BIGINT NOT NULL,
    id BIGINT NOT NULL,
    last_active BIGINT NOT NULL,
    state JSONB NOT NULL,
    number TEXT,
    name TEXT,
    PRIMARY KEY (workspace, id)
);

CREATE INDEX contact_number ON contact (workspace, number, last_active, id) WHERE number IS NOT NULL;

CREATE TABLE conversation (
    workspace BIGINT NOT NULL,
    id BIGINT NOT NULL,
    contact BIGINT NOT NULL,
    call BIGINT,
    teammate BIGINT,
    team BIGINT,
    standing TEXT NOT NULL,
    state JSONB NOT NULL,
    PRIMARY KEY (workspace, id)
);

CREATE TABLE call (
    workspace BIGINT NOT NULL,
    id BIGINT NOT NULL,
    conversation BIGINT NOT NULL,
    contact BIGINT NOT NULL,
    channel BIGINT NOT NULL,
    placed BIGINT NOT NULL,
    team BIGINT,
    ended BIGINT,
    outcome TEXT,
    state JSONB NOT NULL,
    caller TEXT,
    caller_name TEXT,
    called TEXT,
    PRIMARY KEY (workspace, id)
);

CREATE INDEX call_live ON call (workspace, id) WHERE ended IS NULL;
CREATE INDEX call_ended ON call (workspace, ended, id) WHERE ended IS NOT NULL;

CREATE TABLE offer (
    workspace BIGINT NOT NULL,
    id BIGINT NOT NULL,
    call BIGINT NOT NULL,
    teammate BIGINT NOT NULL,
    at BIGINT NOT NULL,
    ended BIGINT,
    state JSONB NOT NULL,
    PRIMARY KEY (workspace, id)
);

CREATE INDEX offer_open ON offer (workspace, id) WHERE ended IS NULL;

CREATE TABLE segment (
    workspace BIGINT NOT NULL,
    call BIGINT NOT NULL,
    n BIGINT NOT NULL,
    kind TEXT NOT NULL,
    team BIGINT,
    teammate BIGINT,
    stay BIGINT NOT NULL,
    started BIGINT NOT NULL,
    ended BIGINT NOT NULL,
    PRIMARY KEY (workspace, call, n)
);

CREATE TABLE note (
    workspace BIGINT NOT NULL,
    id BIGINT NOT NULL,
    conversation BIGINT NOT NULL,
    state JSONB NOT NULL,
    body TEXT,
    PRIMARY KEY (workspace, id)
);

CREATE INDEX note_conversation ON note (workspace, conversation, id);

CREATE TABLE recording (
    workspace BIGINT NOT NULL,
    id BIGINT NOT NULL,
    call BIGINT NOT NULL,
    stage TEXT NOT NULL,
    state JSONB NOT NULL,
    path TEXT,
    PRIMARY KEY (workspace, id)
);

CREATE INDEX recording_call ON recording (workspace, call, id);
CREATE INDEX recording_open ON recording (workspace, id)
    WHERE stage IN ('running', 'paused', 'closing');

CREATE TABLE job (
    workspace BIGINT NOT NULL,
    key TEXT NOT NULL,
    kind TEXT NOT NULL,
    body JSONB NOT NULL,
    due BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    last_error TEXT,
    done BIGINT,
    PRIMARY KEY (workspace, key)
);

CREATE INDEX job_due ON job (due) WHERE done IS NULL;
