-- Schema version 6 of the archive on PostgreSQL: the credit archive (信用档案). Its twin is sql/sqlite/006.sql.

-- Acts about credit (导入、认定、修复、异议), numbered from 1 without gaps: the text that was signed, and whose
-- digest is in the journal. `object` is a subject or the kind of rows imported; `signature` is empty where the
-- bureau keeps no keys.
CREATE TABLE credit_act (
  seq       BIGINT NOT NULL PRIMARY KEY,
  at        BIGINT NOT NULL,
  actor     TEXT COLLATE "C" NOT NULL,
  verb      TEXT COLLATE "C" NOT NULL,
  object    TEXT COLLATE "C" NOT NULL,
  text      TEXT COLLATE "C" NOT NULL,
  digest    TEXT COLLATE "C" NOT NULL,
  signature TEXT COLLATE "C" NOT NULL,
  CHECK (length(digest) = 64)
);

CREATE INDEX credit_act_of_object ON credit_act (object, seq);

-- 信用事件: every event of every subject with the act that recorded it; what corrects an event is another.
CREATE TABLE credit_event (
  seq      BIGINT NOT NULL PRIMARY KEY,
  subject  TEXT COLLATE "C" NOT NULL,
  day      TEXT COLLATE "C" NOT NULL,
  recorded TEXT COLLATE "C" NOT NULL,
  kind     TEXT COLLATE "C" NOT NULL,
  text     TEXT COLLATE "C" NOT NULL,
  digest   TEXT COLLATE "C" NOT NULL,
  act      BIGINT NOT NULL,
  FOREIGN KEY (act) REFERENCES credit_act (seq),
  CHECK (length(digest) = 64)
);

CREATE UNIQUE INDEX credit_event_of_subject ON credit_event (subject, digest);

-- Results of one subject, whatever draw it was.
CREATE INDEX outcome_of_subject ON outcome (subject, draw, attempt);

CREATE TRIGGER credit_act_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON credit_act
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER credit_event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON credit_event
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
