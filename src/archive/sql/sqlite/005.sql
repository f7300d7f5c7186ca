-- Schema version 5 of the archive on SQLite: who acts signs the row of the journal. Its twin is
-- sql/postgres/005.sql. Rows of before are not signed.

ALTER TABLE journal ADD COLUMN signed TEXT NOT NULL DEFAULT ''; -- key and signature
