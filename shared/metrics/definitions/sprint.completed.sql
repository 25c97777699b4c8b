-- title: Completed
-- means: Issues of the sprint that were DONE at its end, and their share of what was committed.
-- rules: What was added and completed counts, so the ratio may be above 100 %. N/A without commitment. A sprint
--   counts in the bucket in which it was over; one that goes on counts as over now.
-- needs: boards
-- values: ratio %, issues count, committed count
-- series: sprint
-- explain: sprints
SELECT bucket, sprint, 100.0 * issues / nullif(committed, 0) AS ratio, issues, committed
FROM (
  SELECT bucket, sprint, count(*) FILTER (is_member AND is_done_at_end) AS issues, count(*) FILTER (is_committed) AS committed
  FROM sprint_fates JOIN bucket_days ON utc_day = CAST(over_at AS DATE) AND over_at >= starts AND over_at < ends
  GROUP BY bucket, sprint
)
