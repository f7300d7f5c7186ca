-- Schema version 8 of the archive on PostgreSQL: leases (租约) of whoever does a job. Its twin is sql/sqlite/008.sql.

-- Every acquisition, renewal and release is a row, numbered from 1 without gaps; the last row of a name is what holds.
-- `token` is the number of the acquisition; a command under an older one stores nothing. Times are milliseconds since
-- 1970-01-01T00:00:00Z. The digest is of the row's text, in which the digest of the row before it stands.
CREATE TABLE lease (
  seq    BIGINT NOT NULL PRIMARY KEY,
  name   TEXT COLLATE "C" NOT NULL,
  token  BIGINT NOT NULL,
  holder TEXT COLLATE "C" NOT NULL,
  step   TEXT COLLATE "C" NOT NULL,
  at     BIGINT NOT NULL,
  until  BIGINT NOT NULL,
  digest TEXT COLLATE "C" NOT NULL,
  FOREIGN KEY (token) REFERENCES lease (seq),
  CHECK (step IN ('acquire', 'renew', 'release')),
  CHECK (token BETWEEN 1 AND seq),
  CHECK (length(digest) = 64)
);

CREATE INDEX lease_of_name ON lease (name, seq);

CREATE TRIGGER lease_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON lease
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
