-- Schema version 8 of the archive on SQLite: leases (租约) of whoever does a job. Its twin is sql/postgres/008.sql.

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
