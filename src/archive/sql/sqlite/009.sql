-- Schema version 9 of the archive on SQLite: for whom it is kept. Its twin is sql/postgres/009.sql.

-- The bureau (单位): region and name of the settings under which somebody first acted, and each change that was stated.
CREATE TABLE bureau (
  seq      INTEGER NOT NULL PRIMARY KEY,
  region   TEXT NOT NULL,
  body     TEXT NOT NULL,
  at       INTEGER NOT NULL,
  operator TEXT NOT NULL,
  CHECK (seq >= 1)
) STRICT;

CREATE TRIGGER bureau_no_update BEFORE UPDATE ON bureau
  BEGIN SELECT RAISE(ABORT, 'table bureau is append-only'); END;
CREATE TRIGGER bureau_no_delete BEFORE DELETE ON bureau
  BEGIN SELECT RAISE(ABORT, 'table bureau is append-only'); END;
