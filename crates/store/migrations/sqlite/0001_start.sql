-- Every table is keyed by its workspace first. `state` is what the facts fold to;
-- names, numbers, words and paths stand in columns of their own, so that they can be
-- erased without touching it. Times are milliseconds since 1970.

CREATE TABLE lease (
    workspace INTEGER NOT NULL,
    node TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    PRIMARY KEY (workspace)
) STRICT, WITHOUT ROWID;

-- Written to prove that the store can be written.
CREATE TABLE probe (
    id INTEGER NOT NULL,
    tries INTEGER NOT NULL,
    PRIMARY KEY (id)
) STRICT, WITHOUT ROWID;

CREATE TABLE fact (
    workspace INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    cause INTEGER,
    call INTEGER,
    call_seq INTEGER,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (workspace, seq)
) STRICT;

CREATE UNIQUE INDEX fact_call ON fact (workspace, call, call_seq) WHERE call IS NOT NULL;

CREATE TABLE settings (
    workspace INTEGER NOT NULL,
    subject TEXT NOT NULL,
    version INTEGER NOT NULL,
    state TEXT NOT NULL,
    PRIMARY KEY (workspace, subject)
) STRICT, WITHOUT ROWID;

CREATE TABLE teammate (
    workspace INTEGER NOT NULL,
    id INTEGER NOT NULL,
    state TEXT NOT NULL,
    PRIMARY KEY (workspace, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE contact (
    workspace INTEGER NOT NULL,
    id INTEGER NOT NULL,
    last_active INTEGER NOT NULL,
    state TEXT NOT NULL,
    number TEXT,
    name TEXT,
    PRIMARY KEY (workspace, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX contact_number ON contact (workspace, number, last_active, id) WHERE number IS NOT NULL;

CREATE TABLE conversation (
    workspace INTEGER NOT NULL,
    id INTEGER NOT NULL,
    contact INTEGER NOT NULL,
    call INTEGER,
    teammate INTEGER,
    team INTEGER,
    standing TEXT NOT NULL,
    state TEXT NOT NULL,
    PRIMARY KEY (workspace, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE call (
    workspace INTEGER NOT NULL,
    id INTEGER NOT NULL,
    conversation INTEGER NOT NULL,
    contact INTEGER NOT NULL,
    channel INTEGER NOT NULL,
    placed INTEGER NOT NULL,
    team INTEGER,
    ended INTEGER,
    outcome TEXT,
    state TEXT NOT NULL,
    caller TEXT,
    caller_name TEXT,
    called TEXT,
    PRIMARY KEY (workspace, id)
) STRICT;

CREATE INDEX call_live ON call (workspace, id) WHERE ended IS NULL;
CREATE INDEX call_ended ON call (workspace, ended, id) WHERE ended IS NOT NULL;

CREATE TABLE offer (
    workspace INTEGER NOT NULL,
    id INTEGER NOT NULL,
    call INTEGER NOT NULL,
    teammate INTEGER NOT NULL,
    at INTEGER NOT NULL,
    ended INTEGER,
    state TEXT NOT NULL,
    PRIMARY KEY (workspace, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX offer_open ON offer (workspace, id) WHERE ended IS NULL;

CREATE TABLE segment (
    workspace INTEGER NOT NULL,
    call INTEGER NOT NULL,
    n INTEGER NOT NULL,
    kind TEXT NOT NULL,
    team INTEGER,
    teammate INTEGER,
    stay INTEGER NOT NULL,
    started INTEGER NOT NULL,
    ended INTEGER NOT NULL,
    PRIMARY KEY (workspace, call, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE note (
    workspace INTEGER NOT NULL,
    id INTEGER NOT NULL,
    conversation INTEGER NOT NULL,
    state TEXT NOT NULL,
    body TEXT,
    PRIMARY KEY (workspace, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX note_conversation ON note (workspace, conversation, id);

CREATE TABLE recording (
    workspace INTEGER NOT NULL,
    id INTEGER NOT NULL,
    call INTEGER NOT NULL,
    stage TEXT NOT NULL,
    state TEXT NOT NULL,
    path TEXT,
    PRIMARY KEY (workspace, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX recording_call ON recording (workspace, call, id);
CREATE INDEX recording_open ON recording (workspace, id)
    WHERE stage IN ('running', 'paused', 'closing');

CREATE TABLE job (
    workspace INTEGER NOT NULL,
    key TEXT NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    due INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    last_error TEXT,
    done INTEGER,
    PRIMARY KEY (workspace, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX job_due ON job (due) WHERE done IS NULL;
