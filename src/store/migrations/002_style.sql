-- SPDX-License-Identifier: Apache-2.0
-- Schema 2: whose lines a file has, facts with scope, confidence and dates, and what the developer
-- decided about facts. Facts are made anew at the next learn; until then the old ones are read with
-- these defaults.

-- types/lines.c; empty: everything is the developer's, undated.
ALTER TABLE files ADD COLUMN lines BLOB NOT NULL DEFAULT x'';

ALTER TABLE facts ADD COLUMN scope TEXT NOT NULL DEFAULT '';
ALTER TABLE facts ADD COLUMN confidence REAL NOT NULL DEFAULT 0;
ALTER TABLE facts ADD COLUMN first_seen INTEGER NOT NULL DEFAULT 0;
ALTER TABLE facts ADD COLUMN last_seen INTEGER NOT NULL DEFAULT 0;
ALTER TABLE facts ADD COLUMN since INTEGER NOT NULL DEFAULT 0;
ALTER TABLE facts ADD COLUMN before TEXT NOT NULL DEFAULT '';

-- The developer's word on a trait in a language, which outlives learning: pin (this value, whatever
-- is counted), reject (never this value), edit (another sentence for it).
CREATE TABLE decisions (
    lang    TEXT NOT NULL,
    trait   TEXT NOT NULL,
    value   TEXT NOT NULL,
    scope   TEXT NOT NULL DEFAULT '',
    verdict TEXT NOT NULL CHECK (verdict IN ('pin', 'reject', 'edit')),
    wording TEXT NOT NULL DEFAULT '',
    made_at INTEGER NOT NULL,
    PRIMARY KEY (lang, trait, value, scope, verdict)
) STRICT, WITHOUT ROWID;
