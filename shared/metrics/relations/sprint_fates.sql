-- What became of each issue that was in a sprint at its commitment or later.
SELECT t.sprint_id, p.sprint, p.till AS over_at, t.issue_id,
  bool_or(t.since <= p.settled AND (t.till IS NULL OR t.till > p.settled)) AS is_committed,
  bool_or(t.till IS NULL OR t.till >= p.till) AS is_member,
  min(t.since) > p.settled AS is_added,
  max(t.till) AS left_at,
  bool_or(v.status = 'DONE') AS is_done_at_end
FROM sprint_stays t
JOIN product_sprints p ON p.id = t.sprint_id AND t.since < p.till AND (t.till IS NULL OR t.till > p.since)
-- An OR here would compare every stay with every interval.
LEFT JOIN issue_intervals v ON v.issue_id = t.issue_id AND v.since <= p.till
  AND coalesce(v.till, TIMESTAMP '9999-12-31 00:00:00') > p.till
GROUP BY t.sprint_id, p.sprint, p.till, p.settled, t.issue_id
