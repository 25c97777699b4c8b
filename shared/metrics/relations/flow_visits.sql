-- When an item came into which state after its creation, and until when it stayed. A status that is no state is none.
SELECT v.item, greatest(v.since, v.created_date) AS happened_at, v.till, coalesce(o.position, s.position) AS position
FROM issue_intervals v
LEFT JOIN states o ON NOT o.is_status AND upper(o.state) = upper(v.original_status)
LEFT JOIN states s ON upper(s.state) = upper(v.status)
WHERE coalesce(o.position, s.position) IS NOT NULL AND v.created_date IS NOT NULL
