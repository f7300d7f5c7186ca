-- Schema version 7 of the archive on SQLite: letters (文书) of the credit archive. Its twin is sql/postgres/007.sql.

-- The register of numbers (文号登记): each number of a letter once for each authority and sequence, with the act that
-- is the letter. `series` is everything before 第N号; imported letters of other registers are not in it.
CREATE TABLE credit_letter (
  authority TEXT NOT NULL,
  series    TEXT NOT NULL,
  number    INTEGER NOT NULL,
  act       INTEGER NOT NULL,
  PRIMARY KEY (authority, series, number),
  FOREIGN KEY (act) REFERENCES credit_act (seq),
  CHECK (number > 0)
) STRICT;

CREATE UNIQUE INDEX credit_letter_of_act ON credit_letter (act);

-- Cases (办件) are acts by verb; a letter has the events of its act.
CREATE INDEX credit_act_of_verb ON credit_act (verb, seq);
CREATE INDEX credit_event_of_act ON credit_event (act);

CREATE TRIGGER credit_letter_no_update BEFORE UPDATE ON credit_letter
  BEGIN SELECT RAISE(ABORT, 'table credit_letter is append-only'); END;
CREATE TRIGGER credit_letter_no_delete BEFORE DELETE ON credit_letter
  BEGIN SELECT RAISE(ABORT, 'table credit_letter is append-only'); END;
