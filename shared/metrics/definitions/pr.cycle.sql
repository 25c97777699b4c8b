-- title: Cycle time
-- means: Coding, creation to merge, and deploy added up - of the pull requests merged in the bucket.
-- rules: A missing part counts 0, so it is always there. Whole minutes, rounded up part by part.
-- needs: repos
-- values: median min, mean min, p85 min, pull_requests count
-- explain: pr_parts
SELECT bucket, quantile_disc(pr_cycle_time, 0.5) AS median, avg(pr_cycle_time) AS mean, quantile_disc(pr_cycle_time, 0.85) AS p85,
  count(pr_cycle_time) AS pull_requests
FROM pr_parts JOIN bucket_days ON utc_day = CAST(pr_merged_date AS DATE) AND pr_merged_date >= starts AND pr_merged_date < ends
GROUP BY bucket
