-- SPDX-License-Identifier: Apache-2.0
-- Schema 4: what the developer asked coding agents for, imported from their logs and redacted.

-- hash: SHA-256 of the text, case-folded and its white space folded: a text is there once. repo: the
-- learnt repository that the folder lies in, NULL when there is none. day: since 1970-01-01, 0
-- unknown.
CREATE TABLE prompts (
    id     INTEGER PRIMARY KEY,
    hash   TEXT NOT NULL UNIQUE,
    tool   TEXT NOT NULL,
    intent TEXT NOT NULL,
    day    INTEGER NOT NULL,
    folder TEXT NOT NULL,
    repo   INTEGER REFERENCES repos (id) ON DELETE CASCADE,
    text   TEXT NOT NULL
) STRICT;
CREATE INDEX prompts_repo ON prompts (repo);
