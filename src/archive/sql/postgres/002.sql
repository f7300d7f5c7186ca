-- Schema version 2 of the archive on PostgreSQL: the transparency log. Its twin is sql/sqlite/002.sql.

-- Entries of the transparency log (存证日志), numbered from 0. `nodes` holds the hashes that the
-- entry's arrival completes, from the leaf upwards, 32 bytes each: nothing else of the tree is kept.
CREATE TABLE log_entry (
  seq    BIGINT NOT NULL PRIMARY KEY,
  kind   TEXT NOT NULL,
  object TEXT NOT NULL,
  hash   TEXT NOT NULL,
  at     BIGINT NOT NULL,
  nodes  BYTEA NOT NULL,
  UNIQUE (kind, object),
  CHECK (length(hash) = 64)
);

-- Heads of the log as signed by it.
CREATE TABLE log_checkpoint (
  size BIGINT NOT NULL PRIMARY KEY,
  note TEXT NOT NULL,
  at   BIGINT NOT NULL
);

-- Signature lines of witnesses under a head.
CREATE TABLE log_cosignature (
  size    BIGINT NOT NULL,
  witness TEXT NOT NULL,
  line    TEXT NOT NULL,
  at      BIGINT NOT NULL,
  PRIMARY KEY (size, witness),
  FOREIGN KEY (size) REFERENCES log_checkpoint (size)
);

CREATE TRIGGER log_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON log_entry
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER log_checkpoint_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON log_checkpoint
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER log_cosignature_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON log_cosignature
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
