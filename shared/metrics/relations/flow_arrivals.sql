-- When an item first came into a state or a later one: skipping a state counts as having arrived in it. In the first it
-- arrives when it is created.
SELECT i.id AS issue_id, s.position, s.state, i.created_date AS happened_at
FROM product_issues i JOIN states s ON s.position = 1
WHERE i.created_date IS NOT NULL
UNION ALL
SELECT p.issue_id, s.position, s.state, min(p.happened_at)
FROM flow_positions p JOIN states s ON s.position <= p.position
WHERE p.position > 1 AND s.position > 1
GROUP BY p.issue_id, s.position, s.state
