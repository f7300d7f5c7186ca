-- Schema version 1 of the archive on SQLite. Its twin is sql/postgres/001.sql.
-- Times are seconds since 1970-01-01T00:00:00Z, dates YYYY-MM-DD, digests 64 hexadecimal digits.
-- Rows of a roster come before the roster itself, whose digest is known last: those keys are deferred.

-- Which version of this schema the archive has; one row per installed version.
CREATE TABLE schema_version (
  version INTEGER NOT NULL PRIMARY KEY,
  program TEXT NOT NULL
) STRICT;

-- One row per writing command: what it stored, when, by whom.
CREATE TABLE journal (
  seq      INTEGER NOT NULL PRIMARY KEY,
  at       INTEGER NOT NULL,
  operator TEXT NOT NULL,
  verb     TEXT NOT NULL,
  object   TEXT NOT NULL,
  digest   TEXT NOT NULL,
  CHECK (length(digest) = 64)
) STRICT;

-- Dated imports of the two libraries (两库), of recusals and of the item list.
CREATE TABLE roster (
  id          INTEGER NOT NULL PRIMARY KEY,
  kind        TEXT NOT NULL,
  as_of       TEXT NOT NULL,
  digest      TEXT NOT NULL,
  rows        INTEGER NOT NULL,
  source      TEXT NOT NULL,
  imported_at INTEGER NOT NULL,
  UNIQUE (kind, as_of, digest),
  CHECK (kind IN ('subjects', 'inspectors', 'recusals', 'matters')),
  CHECK (length(digest) = 64)
) STRICT;

-- 检查对象: rows of a roster, stored in ascending order of id.
CREATE TABLE subject (
  roster              INTEGER NOT NULL,
  id                  TEXT NOT NULL,
  key_kind            TEXT NOT NULL,
  other_id            TEXT NOT NULL,
  name                TEXT NOT NULL,
  kind                TEXT NOT NULL,
  subject_group       TEXT NOT NULL,
  status              TEXT NOT NULL,
  dormant             INTEGER NOT NULL,
  region              TEXT NOT NULL,
  authority           TEXT NOT NULL,
  station             TEXT,
  industry            TEXT NOT NULL,
  labels              TEXT NOT NULL,
  risk_class          TEXT,
  established         TEXT,
  licence_until       TEXT,
  last_inspected      TEXT,
  inspected_this_year INTEGER NOT NULL,
  address             TEXT NOT NULL,
  representative      TEXT NOT NULL,
  contact             TEXT NOT NULL,
  phone               TEXT NOT NULL,
  extra               TEXT NOT NULL,
  PRIMARY KEY (roster, id),
  FOREIGN KEY (roster) REFERENCES roster (id) DEFERRABLE INITIALLY DEFERRED
) STRICT;

-- 执法检查人员: rows of a roster.
CREATE TABLE inspector (
  roster     INTEGER NOT NULL,
  id         TEXT NOT NULL,
  name       TEXT NOT NULL,
  unit       TEXT NOT NULL,
  position   TEXT NOT NULL,
  tags       TEXT NOT NULL,
  cap        INTEGER,
  card_until TEXT,
  valid      INTEGER NOT NULL,
  expert     INTEGER NOT NULL,
  PRIMARY KEY (roster, id),
  FOREIGN KEY (roster) REFERENCES roster (id) DEFERRABLE INITIALLY DEFERRED
) STRICT;

-- 回避: this inspector must not meet this subject.
CREATE TABLE recusal (
  roster    INTEGER NOT NULL,
  inspector TEXT NOT NULL,
  subject   TEXT NOT NULL,
  reason    TEXT NOT NULL,
  PRIMARY KEY (roster, inspector, subject, reason),
  FOREIGN KEY (roster) REFERENCES roster (id) DEFERRABLE INITIALLY DEFERRED
) STRICT;

-- 抽查事项: lines of the published item list.
CREATE TABLE matter (
  roster     INTEGER NOT NULL,
  code       TEXT NOT NULL,
  category   TEXT NOT NULL,
  title      TEXT NOT NULL,
  object     TEXT NOT NULL,
  key_matter INTEGER NOT NULL,
  method     TEXT NOT NULL,
  body       TEXT NOT NULL,
  basis      TEXT NOT NULL,
  version    TEXT NOT NULL,
  effective  TEXT,
  PRIMARY KEY (roster, code, version),
  FOREIGN KEY (roster) REFERENCES roster (id) DEFERRABLE INITIALLY DEFERRED
) STRICT;

-- Every problem found in the files a roster came from, in their order.
CREATE TABLE roster_issue (
  roster     INTEGER NOT NULL,
  ordinal    INTEGER NOT NULL,
  file       TEXT NOT NULL,
  row_number INTEGER NOT NULL,
  heading    TEXT NOT NULL,
  value      TEXT NOT NULL,
  severity   TEXT NOT NULL,
  rule       TEXT NOT NULL,
  id         TEXT,
  suggestion TEXT,
  PRIMARY KEY (roster, ordinal),
  FOREIGN KEY (roster) REFERENCES roster (id) DEFERRABLE INITIALLY DEFERRED
) STRICT;

-- 抽查计划: every published version, as published.
CREATE TABLE plan (
  number       TEXT NOT NULL,
  version      INTEGER NOT NULL,
  name         TEXT NOT NULL,
  text         TEXT NOT NULL,
  digest       TEXT NOT NULL,
  published_at INTEGER NOT NULL,
  PRIMARY KEY (number, version),
  CHECK (version >= 1),
  CHECK (length(digest) = 64)
) STRICT;

-- 抽取: one row per attempt, written when it is frozen.
CREATE TABLE draw (
  draw          TEXT NOT NULL,
  attempt       INTEGER NOT NULL,
  plan          TEXT NOT NULL,
  plan_version  INTEGER NOT NULL,
  commit_digest TEXT NOT NULL,
  subjects      INTEGER NOT NULL,
  inspectors    INTEGER NOT NULL,
  recusals      INTEGER,
  matters       INTEGER,
  frozen_at     INTEGER NOT NULL,
  draw_time     INTEGER NOT NULL,
  pulse_time    INTEGER NOT NULL,
  embargo       TEXT,
  PRIMARY KEY (draw, attempt),
  FOREIGN KEY (plan, plan_version) REFERENCES plan (number, version),
  FOREIGN KEY (subjects) REFERENCES roster (id),
  FOREIGN KEY (inspectors) REFERENCES roster (id),
  FOREIGN KEY (recusals) REFERENCES roster (id),
  FOREIGN KEY (matters) REFERENCES roster (id),
  CHECK (attempt >= 1),
  CHECK (length(commit_digest) = 64)
) STRICT;

-- The files of a draw, byte for byte.
CREATE TABLE draw_file (
  draw    TEXT NOT NULL,
  attempt INTEGER NOT NULL,
  name    TEXT NOT NULL,
  digest  TEXT NOT NULL,
  bytes   BLOB NOT NULL,
  PRIMARY KEY (draw, attempt, name),
  FOREIGN KEY (draw, attempt) REFERENCES draw (draw, attempt),
  CHECK (length(digest) = 64)
) STRICT;

-- Salt key and embargo blind: never public.
CREATE TABLE draw_secret (
  draw    TEXT NOT NULL,
  attempt INTEGER NOT NULL,
  name    TEXT NOT NULL,
  value   TEXT NOT NULL,
  PRIMARY KEY (draw, attempt, name),
  FOREIGN KEY (draw, attempt) REFERENCES draw (draw, attempt)
) STRICT;

-- Openings of the witnesses' commitments.
CREATE TABLE reveal (
  draw        TEXT NOT NULL,
  attempt     INTEGER NOT NULL,
  witness     TEXT NOT NULL,
  value       TEXT NOT NULL,
  revealed_at INTEGER NOT NULL,
  PRIMARY KEY (draw, attempt, witness),
  FOREIGN KEY (draw, attempt) REFERENCES draw (draw, attempt)
) STRICT;

-- The one end of an attempt: result or void.
CREATE TABLE terminal (
  draw    TEXT NOT NULL,
  attempt INTEGER NOT NULL,
  kind    TEXT NOT NULL,
  digest  TEXT NOT NULL,
  at      INTEGER NOT NULL,
  PRIMARY KEY (draw, attempt),
  FOREIGN KEY (draw, attempt) REFERENCES draw (draw, attempt),
  CHECK (kind IN ('result', 'void')),
  CHECK (length(digest) = 64)
) STRICT;

-- Who stands behind a pseudonym of one attempt: never public.
CREATE TABLE pseudonym (
  draw      TEXT NOT NULL,
  attempt   INTEGER NOT NULL,
  pseudonym TEXT NOT NULL,
  inspector TEXT NOT NULL,
  PRIMARY KEY (draw, attempt, pseudonym),
  FOREIGN KEY (draw, attempt) REFERENCES draw (draw, attempt),
  UNIQUE (draw, attempt, inspector)
) STRICT;

-- Nothing is changed or removed: a correction is a new row.
CREATE TRIGGER schema_version_no_update BEFORE UPDATE ON schema_version
  BEGIN SELECT RAISE(ABORT, 'table schema_version is append-only'); END;
CREATE TRIGGER schema_version_no_delete BEFORE DELETE ON schema_version
  BEGIN SELECT RAISE(ABORT, 'table schema_version is append-only'); END;
CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal
  BEGIN SELECT RAISE(ABORT, 'table journal is append-only'); END;
CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal
  BEGIN SELECT RAISE(ABORT, 'table journal is append-only'); END;
CREATE TRIGGER roster_no_update BEFORE UPDATE ON roster
  BEGIN SELECT RAISE(ABORT, 'table roster is append-only'); END;
CREATE TRIGGER roster_no_delete BEFORE DELETE ON roster
  BEGIN SELECT RAISE(ABORT, 'table roster is append-only'); END;
CREATE TRIGGER subject_no_update BEFORE UPDATE ON subject
  BEGIN SELECT RAISE(ABORT, 'table subject is append-only'); END;
CREATE TRIGGER subject_no_delete BEFORE DELETE ON subject
  BEGIN SELECT RAISE(ABORT, 'table subject is append-only'); END;
CREATE TRIGGER inspector_no_update BEFORE UPDATE ON inspector
  BEGIN SELECT RAISE(ABORT, 'table inspector is append-only'); END;
CREATE TRIGGER inspector_no_delete BEFORE DELETE ON inspector
  BEGIN SELECT RAISE(ABORT, 'table inspector is append-only'); END;
CREATE TRIGGER recusal_no_update BEFORE UPDATE ON recusal
  BEGIN SELECT RAISE(ABORT, 'table recusal is append-only'); END;
CREATE TRIGGER recusal_no_delete BEFORE DELETE ON recusal
  BEGIN SELECT RAISE(ABORT, 'table recusal is append-only'); END;
CREATE TRIGGER matter_no_update BEFORE UPDATE ON matter
  BEGIN SELECT RAISE(ABORT, 'table matter is append-only'); END;
CREATE TRIGGER matter_no_delete BEFORE DELETE ON matter
  BEGIN SELECT RAISE(ABORT, 'table matter is append-only'); END;
CREATE TRIGGER roster_issue_no_update BEFORE UPDATE ON roster_issue
  BEGIN SELECT RAISE(ABORT, 'table roster_issue is append-only'); END;
CREATE TRIGGER roster_issue_no_delete BEFORE DELETE ON roster_issue
  BEGIN SELECT RAISE(ABORT, 'table roster_issue is append-only'); END;
CREATE TRIGGER plan_no_update BEFORE UPDATE ON plan
  BEGIN SELECT RAISE(ABORT, 'table plan is append-only'); END;
CREATE TRIGGER plan_no_delete BEFORE DELETE ON plan
  BEGIN SELECT RAISE(ABORT, 'table plan is append-only'); END;
CREATE TRIGGER draw_no_update BEFORE UPDATE ON draw
  BEGIN SELECT RAISE(ABORT, 'table draw is append-only'); END;
CREATE TRIGGER draw_no_delete BEFORE DELETE ON draw
  BEGIN SELECT RAISE(ABORT, 'table draw is append-only'); END;
CREATE TRIGGER draw_file_no_update BEFORE UPDATE ON draw_file
  BEGIN SELECT RAISE(ABORT, 'table draw_file is append-only'); END;
CREATE TRIGGER draw_file_no_delete BEFORE DELETE ON draw_file
  BEGIN SELECT RAISE(ABORT, 'table draw_file is append-only'); END;
CREATE TRIGGER draw_secret_no_update BEFORE UPDATE ON draw_secret
  BEGIN SELECT RAISE(ABORT, 'table draw_secret is append-only'); END;
CREATE TRIGGER draw_secret_no_delete BEFORE DELETE ON draw_secret
  BEGIN SELECT RAISE(ABORT, 'table draw_secret is append-only'); END;
CREATE TRIGGER reveal_no_update BEFORE UPDATE ON reveal
  BEGIN SELECT RAISE(ABORT, 'table reveal is append-only'); END;
CREATE TRIGGER reveal_no_delete BEFORE DELETE ON reveal
  BEGIN SELECT RAISE(ABORT, 'table reveal is append-only'); END;
CREATE TRIGGER terminal_no_update BEFORE UPDATE ON terminal
  BEGIN SELECT RAISE(ABORT, 'table terminal is append-only'); END;
CREATE TRIGGER terminal_no_delete BEFORE DELETE ON terminal
  BEGIN SELECT RAISE(ABORT, 'table terminal is append-only'); END;
CREATE TRIGGER pseudonym_no_update BEFORE UPDATE ON pseudonym
  BEGIN SELECT RAISE(ABORT, 'table pseudonym is append-only'); END;
CREATE TRIGGER pseudonym_no_delete BEFORE DELETE ON pseudonym
  BEGIN SELECT RAISE(ABORT, 'table pseudonym is append-only'); END;
