-- Every subject of a roster, with the columns that frames are made from.
SELECT roster, id, key_kind, subject_group, status, dormant, region, station, industry, labels,
       risk_class, licence_until, inspected_this_year
FROM subject
WHERE roster = $1
ORDER BY id
