-- When an item first came into a state or a later one: skipping a state counts as having arrived in it.
SELECT p.issue_id, s.position, s.state, min(p.happened_at) AS happened_at
FROM flow_positions p JOIN states s ON s.position <= p.position
GROUP BY p.issue_id, s.position, s.state
