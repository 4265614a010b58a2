-- SPDX-License-Identifier: Apache-2.0
-- Schema 1. Applied in one transaction by store_migrate.c, which also sets user_version and
-- application_id. A released migration is never edited: write 002_….sql instead.
--
-- Languages are stored by id ("javascript"), not by enum value, because the enum may grow in the
-- middle. Paths are BLOBs because a file name is any bytes but NUL.

CREATE TABLE small_values (
    key  TEXT PRIMARY KEY NOT NULL,
    data BLOB NOT NULL
) STRICT;

CREATE TABLE repos (
    id        INTEGER PRIMARY KEY,
    path      BLOB NOT NULL UNIQUE,
    name      TEXT NOT NULL,
    kind      TEXT NOT NULL CHECK (kind IN ('git', 'plain')),
    state     TEXT NOT NULL,
    learnt_at INTEGER NOT NULL,
    report    TEXT NOT NULL
) STRICT;

-- Clustered by (repo, path): files_visit reads it in order, without sorting.
CREATE TABLE files (
    repo INTEGER NOT NULL REFERENCES repos (id) ON DELETE CASCADE,
    path BLOB NOT NULL,
    blob TEXT NOT NULL,
    lang TEXT NOT NULL,
    PRIMARY KEY (repo, path)
) STRICT, WITHOUT ROWID;
CREATE INDEX files_blob ON files (blob);

-- A cache: no foreign key to files, rows are found by contents and swept by the caller.
CREATE TABLE observed (
    id       INTEGER PRIMARY KEY,
    blob     TEXT NOT NULL,
    lang     TEXT NOT NULL,
    detector TEXT NOT NULL,
    data     BLOB NOT NULL,
    UNIQUE (blob, lang, detector)
) STRICT;

CREATE TABLE facts (
    no       INTEGER PRIMARY KEY,
    id       TEXT NOT NULL UNIQUE,
    lang     TEXT NOT NULL,
    trait    TEXT NOT NULL,
    trait_no INTEGER NOT NULL,
    value    TEXT NOT NULL,
    area     TEXT NOT NULL,
    field    TEXT NOT NULL,
    wording  TEXT NOT NULL,
    k        INTEGER NOT NULL,
    n        INTEGER NOT NULL,
    lo       REAL NOT NULL,
    hi       REAL NOT NULL,
    prior    REAL NOT NULL,
    surprise REAL NOT NULL,
    impact   REAL NOT NULL,
    files    INTEGER NOT NULL,
    repos    INTEGER NOT NULL,
    decided  INTEGER NOT NULL,
    stated   INTEGER NOT NULL
) STRICT;

CREATE TABLE fact_examples (
    fact    INTEGER NOT NULL REFERENCES facts (no) ON DELETE CASCADE,
    counter INTEGER NOT NULL, -- 0: an example, 1: the counter-example
    at      INTEGER NOT NULL,
    repo    TEXT NOT NULL,
    path    BLOB NOT NULL,
    line    INTEGER NOT NULL,
    text    TEXT NOT NULL,
    PRIMARY KEY (fact, counter, at)
) STRICT, WITHOUT ROWID;

-- AUTOINCREMENT: a number that a person has seen never means another spec.
CREATE TABLE specs (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    created_at  INTEGER NOT NULL,
    parent      INTEGER REFERENCES specs (id),
    request     TEXT NOT NULL,
    hash        TEXT NOT NULL,
    approved_at INTEGER NOT NULL,
    envelope    TEXT NOT NULL
) STRICT;
