-- What comes into a state (1) and leaves it (-1).
SELECT issue_id, happened_at, position, 1 AS change FROM flow_steps WHERE before IS DISTINCT FROM position
UNION ALL
SELECT issue_id, happened_at, before, -1 FROM flow_steps WHERE before <> position
