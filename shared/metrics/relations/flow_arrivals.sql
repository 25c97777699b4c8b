-- When an item first came into a state or a later one: skipping a state counts as having arrived in it. In the first it
-- arrives when it is created.
SELECT item, position, state, created_date AS happened_at
FROM numbered_issues JOIN states ON position = 1
WHERE created_date IS NOT NULL
UNION ALL
SELECT item, position, state, happened_at
FROM (
  SELECT item, unnest([0/*states: , # */]) AS position, unnest([NULL/*states: , first_# */]) AS happened_at
  FROM (SELECT item/*states: , min(happened_at) FILTER (position >= #) AS first_# */ FROM flow_visits GROUP BY item)
) JOIN states USING (position)
WHERE position > 1 AND happened_at IS NOT NULL
