-- Every matter of a roster.
SELECT roster, code, category, title, object, key_matter, method, body, basis, version, effective,
  sub_item, rate, frequency, staff, skills, points, materials, expires, note
FROM matter
WHERE roster = $1
ORDER BY code, version
