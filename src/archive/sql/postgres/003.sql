-- Schema version 3 of the archive on PostgreSQL: outcomes and who did what with them. Its twin is sql/sqlite/003.sql.

-- Acts (录入、审核、公示、更正、撤回、完结), numbered from 1 without gaps: the text that was signed and whose
-- digest is in the log. `object` is the draw and attempt; `signature` is empty where the bureau keeps no keys.
CREATE TABLE act (
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

CREATE INDEX act_of_object ON act (object, seq);

-- 检查结果: every revision of every result, with the act that entered it.
CREATE TABLE outcome (
  draw     TEXT COLLATE "C" NOT NULL,
  attempt  BIGINT NOT NULL,
  subject  TEXT COLLATE "C" NOT NULL,
  matter   TEXT COLLATE "C" NOT NULL,
  revision BIGINT NOT NULL,
  visited  TEXT COLLATE "C" NOT NULL,
  methods  TEXT COLLATE "C" NOT NULL,
  results  TEXT COLLATE "C" NOT NULL,
  text     TEXT COLLATE "C" NOT NULL,
  act      BIGINT NOT NULL,
  PRIMARY KEY (draw, attempt, subject, matter, revision),
  FOREIGN KEY (draw, attempt) REFERENCES draw (draw, attempt),
  FOREIGN KEY (act) REFERENCES act (seq),
  CHECK (revision >= 1)
);

CREATE INDEX outcome_by_day ON outcome (visited);

CREATE TRIGGER act_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON act
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER outcome_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON outcome
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
