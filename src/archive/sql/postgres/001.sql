-- Schema version 1 of the archive on PostgreSQL. Its twin is sql/sqlite/001.sql.
-- Times are seconds since 1970-01-01T00:00:00Z, dates YYYY-MM-DD, digests 64 hexadecimal digits;
-- whole numbers are BIGINT throughout (binary COPY wants exact types), text sorts by its bytes.

-- Which version of this schema the archive has; one row per installed version.
CREATE TABLE schema_version (
  version BIGINT NOT NULL,
  program TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (version)
);

-- One row per writing command: what it stored, when, by whom.
CREATE TABLE journal (
  seq      BIGINT NOT NULL,
  at       BIGINT NOT NULL,
  operator TEXT COLLATE "C" NOT NULL,
  verb     TEXT COLLATE "C" NOT NULL,
  object   TEXT COLLATE "C" NOT NULL,
  digest   TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (seq),
  CHECK (length(digest) = 64)
);

-- Dated imports of the two libraries (两库), of recusals and of the item list.
CREATE TABLE roster (
  id          BIGINT NOT NULL,
  kind        TEXT COLLATE "C" NOT NULL,
  as_of       TEXT COLLATE "C" NOT NULL,
  digest      TEXT COLLATE "C" NOT NULL,
  rows        BIGINT NOT NULL,
  source      TEXT COLLATE "C" NOT NULL,
  imported_at BIGINT NOT NULL,
  PRIMARY KEY (id),
  UNIQUE (kind, as_of, digest),
  CHECK (kind IN ('subjects', 'inspectors', 'recusals', 'matters')),
  CHECK (length(digest) = 64)
);

-- 检查对象: rows of a roster, stored in ascending order of id.
-- No foreign key to roster: a million deferred checks would cost more than the import; the one
-- transaction that writes these rows also writes their roster.
CREATE TABLE subject (
  roster              BIGINT NOT NULL,
  id                  TEXT COLLATE "C" NOT NULL,
  key_kind            TEXT COLLATE "C" NOT NULL,
  other_id            TEXT COLLATE "C" NOT NULL,
  name                TEXT COLLATE "C" NOT NULL,
  kind                TEXT COLLATE "C" NOT NULL,
  subject_group       TEXT COLLATE "C" NOT NULL,
  status              TEXT COLLATE "C" NOT NULL,
  dormant             BIGINT NOT NULL,
  region              TEXT COLLATE "C" NOT NULL,
  authority           TEXT COLLATE "C" NOT NULL,
  station             TEXT COLLATE "C",
  industry            TEXT COLLATE "C" NOT NULL,
  labels              TEXT COLLATE "C" NOT NULL,
  risk_class          TEXT COLLATE "C",
  established         TEXT COLLATE "C",
  licence_until       TEXT COLLATE "C",
  last_inspected      TEXT COLLATE "C",
  inspected_this_year BIGINT NOT NULL,
  address             TEXT COLLATE "C" NOT NULL,
  representative      TEXT COLLATE "C" NOT NULL,
  contact             TEXT COLLATE "C" NOT NULL,
  phone               TEXT COLLATE "C" NOT NULL,
  extra               TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (roster, id)
);

-- 执法检查人员: rows of a roster.
CREATE TABLE inspector (
  roster     BIGINT NOT NULL,
  id         TEXT COLLATE "C" NOT NULL,
  name       TEXT COLLATE "C" NOT NULL,
  unit       TEXT COLLATE "C" NOT NULL,
  position   TEXT COLLATE "C" NOT NULL,
  tags       TEXT COLLATE "C" NOT NULL,
  cap        BIGINT,
  card_until TEXT COLLATE "C",
  valid      BIGINT NOT NULL,
  expert     BIGINT NOT NULL,
  PRIMARY KEY (roster, id),
  FOREIGN KEY (roster) REFERENCES roster (id) DEFERRABLE INITIALLY DEFERRED
);

-- 回避: this inspector must not meet this subject.
CREATE TABLE recusal (
  roster    BIGINT NOT NULL,
  inspector TEXT COLLATE "C" NOT NULL,
  subject   TEXT COLLATE "C" NOT NULL,
  reason    TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (roster, inspector, subject, reason),
  FOREIGN KEY (roster) REFERENCES roster (id) DEFERRABLE INITIALLY DEFERRED
);

-- 抽查事项: lines of the published item list.
CREATE TABLE matter (
  roster     BIGINT NOT NULL,
  code       TEXT COLLATE "C" NOT NULL,
  category   TEXT COLLATE "C" NOT NULL,
  title      TEXT COLLATE "C" NOT NULL,
  object     TEXT COLLATE "C" NOT NULL,
  key_matter BIGINT NOT NULL,
  method     TEXT COLLATE "C" NOT NULL,
  body       TEXT COLLATE "C" NOT NULL,
  basis      TEXT COLLATE "C" NOT NULL,
  version    TEXT COLLATE "C" NOT NULL,
  effective  TEXT COLLATE "C",
  PRIMARY KEY (roster, code, version),
  FOREIGN KEY (roster) REFERENCES roster (id) DEFERRABLE INITIALLY DEFERRED
);

-- Every problem found in the files a roster came from, in their order.
CREATE TABLE roster_issue (
  roster     BIGINT NOT NULL,
  ordinal    BIGINT NOT NULL,
  file       TEXT COLLATE "C" NOT NULL,
  row_number BIGINT NOT NULL,
  heading    TEXT COLLATE "C" NOT NULL,
  value      TEXT COLLATE "C" NOT NULL,
  severity   TEXT COLLATE "C" NOT NULL,
  rule       TEXT COLLATE "C" NOT NULL,
  id         TEXT COLLATE "C",
  suggestion TEXT COLLATE "C",
  PRIMARY KEY (roster, ordinal),
  FOREIGN KEY (roster) REFERENCES roster (id) DEFERRABLE INITIALLY DEFERRED
);

-- 抽查计划: every published version, as published.
CREATE TABLE plan (
  number       TEXT COLLATE "C" NOT NULL,
  version      BIGINT NOT NULL,
  name         TEXT COLLATE "C" NOT NULL,
  text         TEXT COLLATE "C" NOT NULL,
  digest       TEXT COLLATE "C" NOT NULL,
  published_at BIGINT NOT NULL,
  PRIMARY KEY (number, version),
  CHECK (version >= 1),
  CHECK (length(digest) = 64)
);

-- 抽取: one row per attempt, written when it is frozen.
CREATE TABLE draw (
  draw          TEXT COLLATE "C" NOT NULL,
  attempt       BIGINT NOT NULL,
  plan          TEXT COLLATE "C" NOT NULL,
  plan_version  BIGINT NOT NULL,
  commit_digest TEXT COLLATE "C" NOT NULL,
  subjects      BIGINT NOT NULL,
  inspectors    BIGINT NOT NULL,
  recusals      BIGINT,
  matters       BIGINT,
  frozen_at     BIGINT NOT NULL,
  draw_time     BIGINT NOT NULL,
  pulse_time    BIGINT NOT NULL,
  embargo       TEXT COLLATE "C",
  PRIMARY KEY (draw, attempt),
  FOREIGN KEY (plan, plan_version) REFERENCES plan (number, version),
  FOREIGN KEY (subjects) REFERENCES roster (id),
  FOREIGN KEY (inspectors) REFERENCES roster (id),
  FOREIGN KEY (recusals) REFERENCES roster (id),
  FOREIGN KEY (matters) REFERENCES roster (id),
  CHECK (attempt >= 1),
  CHECK (length(commit_digest) = 64)
);

-- The files of a draw, byte for byte.
CREATE TABLE draw_file (
  draw    TEXT COLLATE "C" NOT NULL,
  attempt BIGINT NOT NULL,
  name    TEXT COLLATE "C" NOT NULL,
  digest  TEXT COLLATE "C" NOT NULL,
  bytes   BYTEA NOT NULL,
  PRIMARY KEY (draw, attempt, name),
  FOREIGN KEY (draw, attempt) REFERENCES draw (draw, attempt),
  CHECK (length(digest) = 64)
);

-- Salt key and embargo blind: never public.
CREATE TABLE draw_secret (
  draw    TEXT COLLATE "C" NOT NULL,
  attempt BIGINT NOT NULL,
  name    TEXT COLLATE "C" NOT NULL,
  value   TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (draw, attempt, name),
  FOREIGN KEY (draw, attempt) REFERENCES draw (draw, attempt)
);

-- Openings of the witnesses' commitments.
CREATE TABLE reveal (
  draw        TEXT COLLATE "C" NOT NULL,
  attempt     BIGINT NOT NULL,
  witness     TEXT COLLATE "C" NOT NULL,
  value       TEXT COLLATE "C" NOT NULL,
  revealed_at BIGINT NOT NULL,
  PRIMARY KEY (draw, attempt, witness),
  FOREIGN KEY (draw, attempt) REFERENCES draw (draw, attempt)
);

-- The one end of an attempt: result or void.
CREATE TABLE terminal (
  draw    TEXT COLLATE "C" NOT NULL,
  attempt BIGINT NOT NULL,
  kind    TEXT COLLATE "C" NOT NULL,
  digest  TEXT COLLATE "C" NOT NULL,
  at      BIGINT NOT NULL,
  PRIMARY KEY (draw, attempt),
  FOREIGN KEY (draw, attempt) REFERENCES draw (draw, attempt),
  CHECK (kind IN ('result', 'void')),
  CHECK (length(digest) = 64)
);

-- Who stands behind a pseudonym of one attempt: never public.
CREATE TABLE pseudonym (
  draw      TEXT COLLATE "C" NOT NULL,
  attempt   BIGINT NOT NULL,
  pseudonym TEXT COLLATE "C" NOT NULL,
  inspector TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (draw, attempt, pseudonym),
  FOREIGN KEY (draw, attempt) REFERENCES draw (draw, attempt),
  UNIQUE (draw, attempt, inspector)
);

-- Nothing is changed or removed: a correction is a new row.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'table % is append-only', TG_TABLE_NAME;
END
$$;

CREATE TRIGGER schema_version_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON schema_version
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER journal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON journal
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER roster_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON roster
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER subject_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON subject
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER inspector_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON inspector
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER recusal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON recusal
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER matter_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON matter
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER roster_issue_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON roster_issue
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER plan_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON plan
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER draw_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON draw
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER draw_file_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON draw_file
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER draw_secret_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON draw_secret
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER reveal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON reveal
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER terminal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON terminal
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER pseudonym_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON pseudonym
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
