-- Schema version 9 of the archive on PostgreSQL: for whom it is kept. Its twin is sql/sqlite/009.sql.

-- The bureau (单位): region and name of the settings under which somebody first acted, and each change that was stated.
CREATE TABLE bureau (
  seq      BIGINT NOT NULL PRIMARY KEY,
  region   TEXT COLLATE "C" NOT NULL,
  body     TEXT COLLATE "C" NOT NULL,
  at       BIGINT NOT NULL,
  operator TEXT COLLATE "C" NOT NULL,
  CHECK (seq >= 1)
);

CREATE TRIGGER bureau_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON bureau
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
