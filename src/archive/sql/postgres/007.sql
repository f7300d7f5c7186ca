-- Schema version 7 of the archive on PostgreSQL: letters (文书) of the credit archive. Its twin is sql/sqlite/007.sql.

-- The register of numbers (文号登记): each number of a letter once for each authority and sequence, with the act that
-- is the letter. `series` is everything before 第N号; imported letters of other registers are not in it.
CREATE TABLE credit_letter (
  authority TEXT COLLATE "C" NOT NULL,
  series    TEXT COLLATE "C" NOT NULL,
  number    BIGINT NOT NULL,
  act       BIGINT NOT NULL,
  PRIMARY KEY (authority, series, number),
  FOREIGN KEY (act) REFERENCES credit_act (seq),
  CHECK (number > 0)
);

CREATE UNIQUE INDEX credit_letter_of_act ON credit_letter (act);

-- Cases (办件) are acts by verb; a letter has the events of its act.
CREATE INDEX credit_act_of_verb ON credit_act (verb, seq);
CREATE INDEX credit_event_of_act ON credit_event (act);

CREATE TRIGGER credit_letter_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON credit_letter
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
