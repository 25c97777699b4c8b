-- title: Added
-- means: Issues that came into the sprint later than a day after it began.
-- rules: A sprint counts in the bucket in which it was over; one that goes on counts as over now.
-- needs: boards
-- values: issues count
-- series: sprint
-- explain: sprints
SELECT bucket, sprint, count(*) FILTER (is_added) AS issues
FROM sprint_fates JOIN bucket_days ON utc_day = CAST(over_at AS DATE) AND over_at >= starts AND over_at < ends
GROUP BY bucket, sprint
