-- Each arrival in a state beside the state before it: every item begins in the first.
SELECT item, happened_at, position, lag(position, 1, 1) OVER (PARTITION BY item ORDER BY happened_at, till NULLS LAST) AS before
FROM flow_visits
