-- title: Committed
-- means: Issues that were in the sprint a day after it began.
-- rules: A sprint counts in the bucket in which it was over; one that goes on counts as over now.
-- needs: boards
-- values: issues count
-- series: sprint
-- explain: sprints
SELECT bucket, sprint, count(*) FILTER (is_committed) AS issues
FROM sprint_fates JOIN bucket_days ON utc_day = CAST(over_at AS DATE) AND over_at >= starts AND over_at < ends
GROUP BY bucket, sprint
