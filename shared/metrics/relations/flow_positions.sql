-- When an item came into which state. Every item begins in the first; a status that is no state leaves it where it is.
SELECT id AS issue_id, created_date AS happened_at, 1 AS position, 0 AS turn, created_date AS till
FROM product_issues
WHERE created_date IS NOT NULL
UNION ALL
SELECT v.issue_id, greatest(v.since, v.created_date), coalesce(o.position, s.position), 1, v.till
FROM issue_intervals v
LEFT JOIN states o ON NOT o.is_status AND upper(o.state) = upper(v.original_status)
LEFT JOIN states s ON upper(s.state) = upper(v.status)
WHERE coalesce(o.position, s.position) IS NOT NULL AND v.created_date IS NOT NULL
