-- Schema version 2 of the archive on SQLite: the transparency log. Its twin is sql/postgres/002.sql.

-- Entries of the transparency log (存证日志), numbered from 0. `nodes` holds the hashes that the
-- entry's arrival completes, from the leaf upwards, 32 bytes each: nothing else of the tree is kept.
CREATE TABLE log_entry (
  seq    INTEGER NOT NULL PRIMARY KEY,
  kind   TEXT NOT NULL,
  object TEXT NOT NULL,
  hash   TEXT NOT NULL,
  at     INTEGER NOT NULL,
  nodes  BLOB NOT NULL,
  UNIQUE (kind, object),
  CHECK (length(hash) = 64)
) STRICT;

-- Heads of the log as signed by it.
CREATE TABLE log_checkpoint (
  size INTEGER NOT NULL PRIMARY KEY,
  note TEXT NOT NULL,
  at   INTEGER NOT NULL
) STRICT;

-- Signature lines of witnesses under a head.
CREATE TABLE log_cosignature (
  size    INTEGER NOT NULL,
  witness TEXT NOT NULL,
  line    TEXT NOT NULL,
  at      INTEGER NOT NULL,
  PRIMARY KEY (size, witness),
  FOREIGN KEY (size) REFERENCES log_checkpoint (size)
) STRICT;

CREATE TRIGGER log_entry_no_update BEFORE UPDATE ON log_entry
  BEGIN SELECT RAISE(ABORT, 'table log_entry is append-only'); END;
CREATE TRIGGER log_entry_no_delete BEFORE DELETE ON log_entry
  BEGIN SELECT RAISE(ABORT, 'table log_entry is append-only'); END;
CREATE TRIGGER log_checkpoint_no_update BEFORE UPDATE ON log_checkpoint
  BEGIN SELECT RAISE(ABORT, 'table log_checkpoint is append-only'); END;
CREATE TRIGGER log_checkpoint_no_delete BEFORE DELETE ON log_checkpoint
  BEGIN SELECT RAISE(ABORT, 'table log_checkpoint is append-only'); END;
CREATE TRIGGER log_cosignature_no_update BEFORE UPDATE ON log_cosignature
  BEGIN SELECT RAISE(ABORT, 'table log_cosignature is append-only'); END;
CREATE TRIGGER log_cosignature_no_delete BEFORE DELETE ON log_cosignature
  BEGIN SELECT RAISE(ABORT, 'table log_cosignature is append-only'); END;
