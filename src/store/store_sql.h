/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every statement the store runs, in one place: prepared once per handle on first use, values
 * always bound. Statements about transactions come first and are prepared on opening, because
 * undoing a transaction must not depend on memory being left.
 */
#ifndef IDIO_STORE_SQL_H
#define IDIO_STORE_SQL_H

#define STORE_SQL_LIST(X)                                                                          \
    X(BEGIN, "BEGIN IMMEDIATE")                                                                    \
    X(COMMIT, "COMMIT")                                                                            \
    X(ROLLBACK, "ROLLBACK")                                                                        \
    X(SAVEPOINT, "SAVEPOINT idio")                                                                 \
    X(RELEASE, "RELEASE idio")                                                                     \
    X(ROLLBACK_TO, "ROLLBACK TO idio")                                                             \
                                                                                                   \
    X(VALUE_PUT, "INSERT INTO small_values (key, data) VALUES (?1, ?2)"                            \
                 " ON CONFLICT (key) DO UPDATE SET data = excluded.data")                          \
    X(VALUE_GET, "SELECT data FROM small_values WHERE key = ?1")                                   \
                                                                                                   \
    X(REPO_PUT, "INSERT INTO repos (path, name, kind, state, learnt_at, report)"                   \
                " VALUES (?1, ?2, ?3, ?4, ?5, ?6)"                                                 \
                " ON CONFLICT (path) DO UPDATE SET name = excluded.name, kind = excluded.kind,"    \
                " state = excluded.state, learnt_at = excluded.learnt_at,"                         \
                " report = excluded.report"                                                        \
                " RETURNING id")                                                                   \
    X(REPOS, "SELECT id, path, name, kind, state, report, learnt_at FROM repos ORDER BY path")     \
    X(FOREIGN_PUT, "UPDATE repos SET foreign_files = ?2 WHERE id = ?1")                            \
    X(FOREIGN_GET, "SELECT foreign_files FROM repos WHERE id = ?1")                                \
    X(REPO_OBSERVED_DROP,                                                                          \
      "DELETE FROM observed WHERE blob IN (SELECT blob FROM files WHERE repo = ?1)"                \
      " AND NOT EXISTS (SELECT 1 FROM files"                                                       \
      "  WHERE files.blob = observed.blob AND files.repo <> ?1)")                                  \
    X(REPO_DROP, "DELETE FROM repos WHERE id = ?1")                                                \
                                                                                                   \
    X(FILES_DROP, "DELETE FROM files WHERE repo = ?1")                                             \
    X(FILE_ADD, "INSERT INTO files (repo, path, blob, lang, lines)"                                \
                " VALUES (?1, ?2, ?3, ?4, ?5)")                                                    \
    X(FILES, "SELECT r.id, r.path, r.name, r.kind, r.state, r.report, r.learnt_at,"                \
             " f.path, f.blob, f.lang, o.data, f.lines"                                            \
             " FROM repos AS r CROSS JOIN files AS f ON f.repo = r.id"                             \
             " LEFT JOIN observed AS o"                                                            \
             " ON o.blob = f.blob AND o.lang = f.lang AND o.detector = ?2"                         \
             " WHERE ?1 = 0 OR r.id = ?1"                                                          \
             " ORDER BY r.path, f.path")                                                           \
                                                                                                   \
    X(OBSERVED_HAS, "SELECT 1 FROM observed WHERE blob = ?1 AND lang = ?2 AND detector = ?3")      \
    X(OBSERVED_PUT, "INSERT INTO observed (blob, lang, detector, data) VALUES (?1, ?2, ?3, ?4)"    \
                    " ON CONFLICT (blob, lang, detector) DO UPDATE SET data = excluded.data")      \
    X(OBSERVED_SWEEP, "DELETE FROM observed WHERE detector <> ?1"                                  \
                      " OR NOT EXISTS (SELECT 1 FROM files WHERE files.blob = observed.blob)")     \
                                                                                                   \
    X(EXAMPLES_DROP, "DELETE FROM fact_examples")                                                  \
    X(FACTS_DROP, "DELETE FROM facts")                                                             \
    X(FACT_ADD, "INSERT INTO facts (no, id, lang, trait, trait_no, value, area, field, wording,"   \
                " k, n, lo, hi, prior, surprise, impact, files, repos, decided, stated,"           \
                " scope, confidence, first_seen, last_seen, since, before) VALUES"                 \
                " (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17,"    \
                " ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26)")                                   \
    X(EXAMPLE_ADD, "INSERT INTO fact_examples (fact, counter, at, repo, path, line, text)"         \
                   " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")                                         \
    X(FACTS, "SELECT no, id, lang, trait, trait_no, value, area, field, wording, k, n, lo, hi,"    \
             " prior, surprise, impact, files, repos, decided, stated,"                            \
             " scope, confidence, first_seen, last_seen, since, before"                            \
             " FROM facts ORDER BY lang, area, trait, value, scope, id")                           \
    X(EXAMPLES, "SELECT counter, repo, path, line, text FROM fact_examples WHERE fact = ?1"        \
                " ORDER BY counter, at")                                                           \
                                                                                                   \
    X(DECISIONS, "SELECT lang, trait, value, scope, verdict, wording, made_at FROM decisions"      \
                 " ORDER BY lang, trait, scope, verdict, value")                                   \
    X(DECISION_PUT, "INSERT OR REPLACE INTO decisions"                                             \
                    " (lang, trait, value, scope, verdict, wording, made_at)"                      \
                    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")                                        \
    X(DECISIONS_DROP, "DELETE FROM decisions WHERE lang = ?1 AND trait = ?2 AND scope = ?3")       \
    X(DECISIONS_FORGET, "DELETE FROM decisions"                                                    \
                        " WHERE scope = ?1 OR substr(scope, 1, length(?1) + 1) = ?1 || '/'")       \
                                                                                                   \
    X(PROMPT_ADD, "INSERT INTO prompts (hash, tool, intent, day, folder, repo, text)"              \
                  " VALUES (?1, ?2, ?3, ?4, ?5, nullif(?6, 0), ?7) ON CONFLICT (hash) DO NOTHING") \
    X(PROMPT_HAS, "SELECT 1 FROM prompts WHERE hash = ?1")                                         \
    X(PROMPTS,                                                                                     \
      "SELECT p.id, p.hash, p.tool, p.intent, p.day, p.folder, ifnull(p.repo, 0),"                 \
      " ifnull(r.name, ''), p.text FROM prompts AS p LEFT JOIN repos AS r ON r.id = p.repo"        \
      " ORDER BY p.day DESC, p.id DESC LIMIT ?1")                                                  \
    X(PROMPTS_COUNT, "SELECT count(*) FROM prompts")                                               \
    X(PROMPTS_LINK, "UPDATE prompts SET repo = ?1 WHERE repo IS NOT ?1"                            \
                    " AND (folder = ?2 OR substr(folder, 1, length(?2) + 1) = ?2 || '/')")         \
    X(PROMPTS_FORGET, "DELETE FROM prompts WHERE ?1 = '' OR tool = ?1")                            \
    X(PROMPTS_FORGET_FOLDER,                                                                       \
      "DELETE FROM prompts"                                                                        \
      " WHERE folder = ?1 OR substr(folder, 1, length(?1) + 1) = ?1 || '/'")                       \
                                                                                                   \
    X(SPEC_ADD, "INSERT INTO specs (created_at, parent, request, hash, approved_at, envelope)"     \
                " VALUES (?1, nullif(?2, 0), ?3, ?4, ?5, ?6) RETURNING id")                        \
    X(SPEC_UPDATE, "UPDATE specs SET hash = ?2, approved_at = ?3, envelope = ?4 WHERE id = ?1")    \
    X(SPEC_GET, "SELECT id, created_at, ifnull(parent, 0), request, envelope, hash, approved_at"   \
                " FROM specs WHERE id = ?1")                                                       \
    X(SPEC_LAST, "SELECT ifnull(max(id), 0) FROM specs")                                           \
    X(SPECS, "SELECT id, created_at, ifnull(parent, 0), request, envelope, hash, approved_at"      \
             " FROM specs ORDER BY id DESC LIMIT ?1")

enum store_sql {
#define X(name, text) STORE_SQL_##name,
    STORE_SQL_LIST(X)
#undef X
        STORE_SQL_COUNT
};
enum { STORE_SQL_EAGER = STORE_SQL_ROLLBACK_TO + 1 };

#endif
