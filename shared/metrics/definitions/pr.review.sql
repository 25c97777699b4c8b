-- title: Review time
-- means: From the first comment or review by somebody else to the merge - of the pull requests merged in the
--   bucket.
-- rules: Absent without one, and where it came after the merge. Whole minutes, rounded up part by part.
-- needs: repos
-- values: median min, mean min, p85 min, pull_requests count
-- explain: pr_parts
SELECT bucket, quantile_disc(pr_review_time, 0.5) AS median, avg(pr_review_time) AS mean, quantile_disc(pr_review_time, 0.85) AS p85,
  count(pr_review_time) AS pull_requests
FROM pr_parts JOIN bucket_days ON utc_day = CAST(pr_merged_date AS DATE) AND pr_merged_date >= starts AND pr_merged_date < ends
GROUP BY bucket
