-- The last act, as the table and as the journal have it; the last acts that events and the register of letters name.
SELECT
  coalesce((SELECT max(seq) FROM credit_act), 0) AS acts,
  coalesce((SELECT digest FROM credit_act ORDER BY seq DESC LIMIT 1), '') AS last,
  coalesce((SELECT digest FROM journal WHERE verb LIKE 'credit %' ORDER BY seq DESC LIMIT 1), '') AS logged,
  coalesce((SELECT max(act) FROM credit_event), 0) AS events,
  coalesce((SELECT max(act) FROM credit_letter), 0) AS letters
