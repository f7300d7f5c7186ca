-- Schema version 3 of the archive on SQLite: outcomes and who did what with them. Its twin is sql/postgres/003.sql.

-- Acts (录入、审核、公示、更正、撤回、完结), numbered from 1 without gaps: the text that was signed and whose
-- digest is in the log. `object` is the draw and attempt; `signature` is empty where the bureau keeps no keys.
CREATE TABLE act (
  seq       INTEGER NOT NULL PRIMARY KEY,
  at        INTEGER NOT NULL,
  actor     TEXT NOT NULL,
  verb      TEXT NOT NULL,
  object    TEXT NOT NULL,
  text      TEXT NOT NULL,
  digest    TEXT NOT NULL,
  signature TEXT NOT NULL,
  CHECK (length(digest) = 64)
) STRICT;

CREATE INDEX act_of_object ON act (object, seq);

-- 检查结果: every revision of every result, with the act that entered it.
CREATE TABLE outcome (
  draw     TEXT NOT NULL,
  attempt  INTEGER NOT NULL,
  subject  TEXT NOT NULL,
  matter   TEXT NOT NULL,
  revision INTEGER NOT NULL,
  visited  TEXT NOT NULL,
  methods  TEXT NOT NULL,
  results  TEXT NOT NULL,
  text     TEXT NOT NULL,
  act      INTEGER NOT NULL,
  PRIMARY KEY (draw, attempt, subject, matter, revision),
  FOREIGN KEY (draw, attempt) REFERENCES draw (draw, attempt),
  FOREIGN KEY (act) REFERENCES act (seq),
  CHECK (revision >= 1)
) STRICT;

CREATE INDEX outcome_by_day ON outcome (visited);

CREATE TRIGGER act_no_update BEFORE UPDATE ON act
  BEGIN SELECT RAISE(ABORT, 'table act is append-only'); END;
CREATE TRIGGER act_no_delete BEFORE DELETE ON act
  BEGIN SELECT RAISE(ABORT, 'table act is append-only'); END;
CREATE TRIGGER outcome_no_update BEFORE UPDATE ON outcome
  BEGIN SELECT RAISE(ABORT, 'table outcome is append-only'); END;
CREATE TRIGGER outcome_no_delete BEFORE DELETE ON outcome
  BEGIN SELECT RAISE(ABORT, 'table outcome is append-only'); END;
