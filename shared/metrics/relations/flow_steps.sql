-- Each arrival in a state beside the state before it.
SELECT issue_id, happened_at, position,
  lag(position) OVER (PARTITION BY issue_id ORDER BY happened_at, turn, till NULLS LAST) AS before
FROM flow_positions
