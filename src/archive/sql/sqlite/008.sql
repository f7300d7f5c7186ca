-- Schema version 8 of the archive on SQLite: leases (租约) of whoever does a job, and for whom
-- the archive is kept. Its twin is sql/postgres/008.sql.

-- Every acquisition, renewal and release is a row, numbered from 1 without gaps; the last row of a name is what holds.
-- `token` is the number of the acquisition; a command under an older one stores nothing. Times are milliseconds since
-- 1970-01-01T00:00:00Z. The digest is of the row's text, in which the digest of the row before it stands.
CREATE TABLE lease (
  seq    INTEGER NOT NULL PRIMARY KEY,
  name   TEXT NOT NULL,
  token  INTEGER NOT NULL,
  holder TEXT NOT NULL,
  step   TEXT NOT NULL,
  at     INTEGER NOT NULL,
  until  INTEGER NOT NULL,
  digest TEXT NOT NULL,
  FOREIGN KEY (token) REFERENCES lease (seq),
  CHECK (step IN ('acquire', 'renew', 'release')),
  CHECK (token BETWEEN 1 AND seq),
  CHECK (length(digest) = 64)
) STRICT;

CREATE INDEX lease_of_name ON lease (name, seq);

CREATE TRIGGER lease_no_update BEFORE UPDATE ON lease
  BEGIN SELECT RAISE(ABORT, 'table lease is append-only'); END;
CREATE TRIGGER lease_no_delete BEFORE DELETE ON lease
  BEGIN SELECT RAISE(ABORT, 'table lease is append-only'); END;

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
