-- title: Deploy time
-- means: From the merge to the end of the first production deployment that brought it - of the pull requests
--   merged in the bucket.
-- rules: Absent where no deployment did (unlinked counts these), and where it had finished before the merge.
--   Whole minutes, rounded up part by part.
-- needs: repos
-- values: median min, mean min, p85 min, pull_requests count, unlinked count
-- explain: pr_parts
SELECT bucket, quantile_disc(pr_deploy_time, 0.5) AS median, avg(pr_deploy_time) AS mean, quantile_disc(pr_deploy_time, 0.85) AS p85,
  count(pr_deploy_time) AS pull_requests, count(*) FILTER (nullif(deployment_commit_id, '') IS NULL) AS unlinked
FROM pr_parts JOIN bucket_days ON utc_day = CAST(pr_merged_date AS DATE) AND pr_merged_date >= starts AND pr_merged_date < ends
GROUP BY bucket
