-- The help desk in the browser: who may sign in, who is signed in, who is invited, and
-- the trunks that were set up on the page. A token is kept as the hexadecimal SHA-256 of
-- itself, a person's password as its argon2id hash; a trunk's password is kept as it is,
-- because digest authentication needs it. `email_key` is the address in lower case, so
-- that it is unique however it is written.

CREATE TABLE account (
    workspace INTEGER NOT NULL,
    teammate INTEGER NOT NULL,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL,
    password TEXT,
    created INTEGER NOT NULL,
    PRIMARY KEY (workspace, teammate)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX account_email ON account (workspace, email_key);

CREATE TABLE session (
    workspace INTEGER NOT NULL,
    id INTEGER NOT NULL,
    token TEXT NOT NULL,
    teammate INTEGER NOT NULL,
    created INTEGER NOT NULL,
    last_seen INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    agent TEXT NOT NULL,
    PRIMARY KEY (workspace, id)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX session_token ON session (workspace, token);
CREATE INDEX session_teammate ON session (workspace, teammate, last_seen);

CREATE TABLE invitation (
    workspace INTEGER NOT NULL,
    id INTEGER NOT NULL,
    token TEXT NOT NULL,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL,
    name TEXT NOT NULL,
    role INTEGER NOT NULL,
    teams TEXT NOT NULL,
    invited_by INTEGER NOT NULL,
    created INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    used INTEGER,
    PRIMARY KEY (workspace, id)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX invitation_token ON invitation (workspace, token);
CREATE UNIQUE INDEX invitation_email ON invitation (workspace, email_key) WHERE used IS NULL;

-- A link that signs one teammate in, once.
CREATE TABLE sign_in_link (
    workspace INTEGER NOT NULL,
    token TEXT NOT NULL,
    teammate INTEGER NOT NULL,
    created INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    used INTEGER,
    PRIMARY KEY (workspace, token)
) STRICT, WITHOUT ROWID;

CREATE INDEX sign_in_link_expires ON sign_in_link (workspace, expires);

-- Trunks of the page; those of the configuration file are not in here.
CREATE TABLE trunk (
    workspace INTEGER NOT NULL,
    name TEXT NOT NULL,
    version INTEGER NOT NULL,
    state TEXT NOT NULL,
    PRIMARY KEY (workspace, name)
) STRICT, WITHOUT ROWID;

-- A contact's e-mail address, as a teammate wrote it.
ALTER TABLE contact ADD COLUMN email TEXT;

-- What a list of conversations is ordered by: when something last happened in each. The
-- column says what `state` says, and for rows of the first version both are filled as
-- the log folds to them.
ALTER TABLE conversation ADD COLUMN active INTEGER NOT NULL DEFAULT 0;

UPDATE conversation SET active = moved.at, state = json_set(conversation.state, '$.active', moved.at)
FROM (
    SELECT workspace, conversation, max(at) AS at
    FROM (
        SELECT fact.workspace AS workspace, CAST(json_extract(fact.body, '$.conversation') AS INTEGER) AS conversation, fact.at AS at
        FROM fact
        WHERE fact.kind IN (
            'conversation_created', 'conversation_assigned', 'note_added',
            'conversation_state_set'
        )
        UNION ALL
        SELECT fact.workspace AS workspace, call.conversation AS conversation, fact.at AS at
        FROM fact JOIN call ON call.workspace = fact.workspace AND call.id = fact.call
        WHERE fact.kind IN ('call_answered', 'call_returned', 'call_ended')
    ) AS told
    GROUP BY workspace, conversation
) AS moved
WHERE moved.workspace = conversation.workspace AND moved.conversation = conversation.id;

CREATE INDEX conversation_standing ON conversation (workspace, standing, active, id);
CREATE INDEX conversation_teammate ON conversation (workspace, teammate, standing, active, id);
CREATE INDEX conversation_team ON conversation (workspace, team, standing, active, id);
CREATE INDEX conversation_contact ON conversation (workspace, contact, active, id);

-- What contacts are found by: the name and the e-mail address in lower case, and the
-- number's digits from the last to the first, because people know how a number ends.
-- Erased with what they are made of.
ALTER TABLE contact ADD COLUMN name_key TEXT;
ALTER TABLE contact ADD COLUMN email_key TEXT;
ALTER TABLE contact ADD COLUMN number_key TEXT;

UPDATE contact SET
    name_key = lower(name),
    number_key = (
        WITH RECURSIVE turned (place, digits) AS (
            SELECT length(number), ''
            UNION ALL
            SELECT place - 1, digits || replace(substr(number, place, 1), '+', '')
            FROM turned WHERE place > 0
        )
        SELECT digits FROM turned WHERE place = 0
    );

CREATE INDEX contact_name_key ON contact (workspace, name_key, id) WHERE name_key IS NOT NULL;
CREATE INDEX contact_email_key ON contact (workspace, email_key, id) WHERE email_key IS NOT NULL;
CREATE INDEX contact_number_key ON contact (workspace, number_key, id) WHERE number_key IS NOT NULL;

-- What happened to a conversation beside its calls.
CREATE INDEX fact_conversation ON fact (workspace, (CAST(body ->> 'conversation' AS BIGINT)), seq)
    WHERE kind IN ('conversation_assigned', 'note_added', 'conversation_state_set');

-- The offers of one call.
CREATE INDEX offer_call ON offer (workspace, call, id);

-- Who listened to what, and other things that somebody may have to answer for.
CREATE TABLE audit (
    workspace INTEGER NOT NULL,
    id INTEGER NOT NULL,
    at INTEGER NOT NULL,
    teammate INTEGER NOT NULL,
    what TEXT NOT NULL,
    subject INTEGER NOT NULL,
    PRIMARY KEY (workspace, id)
) STRICT, WITHOUT ROWID;

-- Without figures about the tables, SQLite takes a key that begins with the workspace for
-- as good as an index that says what is looked for, and reads the whole workspace. These
-- figures are of a desk with a year of calls; they never have to be measured.
ANALYZE sqlite_schema;

INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('fact', 'sqlite_autoindex_fact_1', '2000000 2000000 1'),
    ('fact', 'fact_call', '1500000 1500000 15 1'),
    ('fact', 'fact_conversation', '200000 200000 2 1'),
    ('contact', 'contact', '100000 100000 1'),
    ('contact', 'contact_number', '100000 100000 1 1 1'),
    ('contact', 'contact_name_key', '100000 100000 2 1'),
    ('contact', 'contact_email_key', '10000 10000 1 1'),
    ('contact', 'contact_number_key', '100000 100000 1 1'),
    ('conversation', 'conversation', '100000 100000 1'),
    ('conversation', 'conversation_standing', '100000 100000 50000 1 1'),
    ('conversation', 'conversation_teammate', '100000 100000 1000 500 1 1'),
    ('conversation', 'conversation_team', '100000 100000 5000 2500 1 1'),
    ('conversation', 'conversation_contact', '100000 100000 2 1 1'),
    ('call', 'sqlite_autoindex_call_1', '100000 100000 1'),
    ('call', 'call_live', '100 100 1'),
    ('call', 'call_ended', '100000 100000 1 1'),
    ('offer', 'offer', '300000 300000 1'),
    ('offer', 'offer_open', '50 50 1'),
    ('offer', 'offer_call', '300000 300000 3 1'),
    ('segment', 'segment', '500000 500000 5 1'),
    ('note', 'note', '100000 100000 1'),
    ('note', 'note_conversation', '100000 100000 2 1'),
    ('recording', 'recording', '100000 100000 1'),
    ('recording', 'recording_call', '100000 100000 1 1'),
    ('recording', 'recording_open', '100 100 1');

ANALYZE sqlite_schema;
