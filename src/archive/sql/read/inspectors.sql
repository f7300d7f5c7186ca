-- Every inspector of a roster.
SELECT roster, id, name, unit, position, tags, cap, card_until, valid, expert
FROM inspector
WHERE roster = $1
ORDER BY id
