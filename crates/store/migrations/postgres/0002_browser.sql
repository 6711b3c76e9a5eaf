-- The help desk in the browser: who may sign in, who is signed in, who is invited, and
-- the trunks that were set up on the page. A token is kept as the hexadecimal SHA-256 of
-- itself, a person's password as its argon2id hash; a trunk's password is kept as it is,
-- because digest authentication needs it. `email_key` is the address in lower case, so
-- that it is unique however it is written.

CREATE TABLE account (
    workspace BIGINT NOT NULL,
    teammate BIGINT NOT NULL,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL,
    password TEXT,
    created BIGINT NOT NULL,
    PRIMARY KEY (workspace, teammate)
);

CREATE UNIQUE INDEX account_email ON account (workspace, email_key);

CREATE TABLE session (
    workspace BIGINT NOT NULL,
    id BIGINT NOT NULL,
    token TEXT NOT NULL,
    teammate BIGINT NOT NULL,
    created BIGINT NOT NULL,
    last_seen BIGINT NOT NULL,
    expires BIGINT NOT NULL,
    agent TEXT NOT NULL,
    PRIMARY KEY (workspace, id)
);

CREATE UNIQUE INDEX session_token ON session (workspace, token);
CREATE INDEX session_teammate ON session (workspace, teammate, last_seen);

CREATE TABLE invitation (
    workspace BIGINT NOT NULL,
    id BIGINT NOT NULL,
    token TEXT NOT NULL,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL,
    name TEXT NOT NULL,
    role BIGINT NOT NULL,
    teams TEXT NOT NULL,
    invited_by BIGINT NOT NULL,
    created BIGINT NOT NULL,
    expires BIGINT NOT NULL,
    used BIGINT,
    PRIMARY KEY (workspace, id)
);

CREATE UNIQUE INDEX invitation_token ON invitation (workspace, token);
CREATE UNIQUE INDEX invitation_email ON invitation (workspace, email_key) WHERE used IS NULL;

-- A link that signs one teammate in, once.
CREATE TABLE sign_in_link (
    workspace BIGINT NOT NULL,
    token TEXT NOT NULL,
    teammate BIGINT NOT NULL,
    created BIGINT NOT NULL,
    expires BIGINT NOT NULL,
    used BIGINT,
    PRIMARY KEY (workspace, token)
);

CREATE INDEX sign_in_link_expires ON sign_in_link (workspace, expires);

-- Trunks of the page; those of the configuration file are not in here.
CREATE TABLE trunk (
    workspace BIGINT NOT NULL,
    name TEXT NOT NULL,
    version BIGINT NOT NULL,
    state JSONB NOT NULL,
    PRIMARY KEY (workspace, name)
);

-- A contact's e-mail address, as a teammate wrote it.
ALTER TABLE contact ADD COLUMN email TEXT;

-- What a list of conversations is ordered by: when something last happened in each. The
-- column says what `state` says, and for rows of the first version both are filled as
-- the log folds to them.
ALTER TABLE conversation ADD COLUMN active BIGINT NOT NULL DEFAULT 0;

UPDATE conversation SET active = moved.at, state = jsonb_set(conversation.state, '{active}', to_jsonb(moved.at))
FROM (
    SELECT workspace, conversation, max(at) AS at
    FROM (
        SELECT fact.workspace AS workspace, CAST(fact.body ->> 'conversation' AS BIGINT) AS conversation, fact.at AS at
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
ALTER TABLE contact ADD COLUMN name_key TEXT COLLATE "C";
ALTER TABLE contact ADD COLUMN email_key TEXT COLLATE "C";
ALTER TABLE contact ADD COLUMN number_key TEXT COLLATE "C";

UPDATE contact SET
    name_key = lower(name),
    number_key = reverse(replace(number, '+', ''));

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
    workspace BIGINT NOT NULL,
    id BIGINT NOT NULL,
    at BIGINT NOT NULL,
    teammate BIGINT NOT NULL,
    what TEXT NOT NULL,
    subject BIGINT NOT NULL,
    PRIMARY KEY (workspace, id)
);
