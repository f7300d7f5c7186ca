-- One subject of a roster.
SELECT roster, id, key_kind, other_id, name, kind, subject_group, status, dormant, region,
       authority, station, industry, labels, risk_class, established, licence_until, last_inspected,
       inspected_this_year, address, representative, contact, phone, extra
FROM subject
WHERE roster = $1 AND id = $2
