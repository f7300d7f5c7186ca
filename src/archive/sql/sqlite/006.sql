-- Schema version 6 of the archive on SQLite: the credit archive (信用档案). Its twin is sql/postgres/006.sql.

-- Acts about credit (导入、认定、修复、异议), numbered from 1 without gaps: the text that was signed, and whose
-- digest is in the journal. `object` is a subject or the kind of rows imported; `signature` is empty where the
-- bureau keeps no keys.
CREATE TABLE credit_act (
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

CREATE INDEX credit_act_of_object ON credit_act (object, seq);

-- 信用事件: every event of every subject with the act that recorded it; what corrects an event is another.
CREATE TABLE credit_event (
  seq      INTEGER NOT NULL PRIMARY KEY,
  subject  TEXT NOT NULL,
  day      TEXT NOT NULL,
  recorded TEXT NOT NULL,
  kind     TEXT NOT NULL,
  text     TEXT NOT NULL,
  digest   TEXT NOT NULL,
  act      INTEGER NOT NULL,
  FOREIGN KEY (act) REFERENCES credit_act (seq),
  CHECK (length(digest) = 64)
) STRICT;

CREATE UNIQUE INDEX credit_event_of_subject ON credit_event (subject, digest);

-- Results of one subject, whatever draw it was.
CREATE INDEX outcome_of_subject ON outcome (subject, draw, attempt);

CREATE TRIGGER credit_act_no_update BEFORE UPDATE ON credit_act
  BEGIN SELECT RAISE(ABORT, 'table credit_act is append-only'); END;
CREATE TRIGGER credit_act_no_delete BEFORE DELETE ON credit_act
  BEGIN SELECT RAISE(ABORT, 'table credit_act is append-only'); END;
CREATE TRIGGER credit_event_no_update BEFORE UPDATE ON credit_event
  BEGIN SELECT RAISE(ABORT, 'table credit_event is append-only'); END;
CREATE TRIGGER credit_event_no_delete BEFORE DELETE ON credit_event
  BEGIN SELECT RAISE(ABORT, 'table credit_event is append-only'); END;
