-- SPDX-License-Identifier: Apache-2.0
-- Schema 3: whose the lines of the files are that are left out as foreign. They are in no file list,
-- but the next learn need not walk through the history for them again.

-- core/learn_known.c; empty: none.
ALTER TABLE repos ADD COLUMN foreign_files BLOB NOT NULL DEFAULT x'';
