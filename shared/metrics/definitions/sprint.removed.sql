-- title: Removed
-- means: Issues that were taken out of the sprint before its end and were not done.
-- rules: One that was put back counts as if it had stayed; one removed before the sprint began does not count. A
--   sprint counts in the bucket in which it was over; one that goes on counts as over now.
-- needs: boards
-- values: issues count
-- series: sprint
-- explain: sprints
SELECT bucket, sprint, count(*) FILTER (NOT is_member AND NOT coalesce(was_done, false)) AS issues
FROM sprint_fates JOIN bucket_days ON utc_day = CAST(over_at AS DATE) AND over_at >= starts AND over_at < ends
LEFT JOIN (
  SELECT f.sprint_id, f.issue_id, bool_or(v.status = 'DONE') AS was_done
  FROM sprint_fates f
  JOIN issue_intervals v ON v.issue_id = f.issue_id AND v.since <= f.left_at AND (v.till IS NULL OR v.till > f.left_at)
  GROUP BY f.sprint_id, f.issue_id
) USING (sprint_id, issue_id)
GROUP BY bucket, sprint
