-- What comes into a state (1) and leaves it (-1).
SELECT item, created_date AS happened_at, 1 AS position, 1 AS change FROM numbered_issues WHERE created_date IS NOT NULL
UNION ALL
SELECT item, happened_at, unnest([position, before]), unnest([1, -1]) FROM flow_steps WHERE before <> position
