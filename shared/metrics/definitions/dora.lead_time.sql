-- title: Lead time for changes
-- means: From the first commit to production - the lower median cycle of the pull requests that a deployment of the
--   range brought, with the lower median of each part.
-- rules: A pull request counts where its deployment finished, not where it was merged. Without a deployment it is not
--   linked and counts nowhere. The cycle is coding + (merged - created) + deploy; a missing part counts 0. N/A if no
--   pull request is linked.
-- needs: repos
-- values: cycle min, coding min, pickup min, review min, deploy min, pull_requests count, level_2023 level, level_2021 level
-- step: range
-- explain: lead_time
SELECT bucket, cycle, coding, pickup, review, deploy, pull_requests,
  CASE WHEN cycle < 1440 THEN 'elite' WHEN cycle < 7 * 1440 THEN 'high' WHEN cycle < 30 * 1440 THEN 'medium'
    ELSE 'low' END AS level_2023,
  CASE WHEN cycle < 60 THEN 'elite' WHEN cycle < 7 * 1440 THEN 'high' WHEN cycle < 180 * 1440 THEN 'medium'
    ELSE 'low' END AS level_2021
FROM (
  SELECT bucket, quantile_disc(pr_cycle_time, 0.5) AS cycle, quantile_disc(pr_coding_time, 0.5) AS coding,
    quantile_disc(pr_pickup_time, 0.5) AS pickup, quantile_disc(pr_review_time, 0.5) AS review,
    quantile_disc(pr_deploy_time, 0.5) AS deploy, count(*) AS pull_requests
  FROM linked_prs JOIN bucket_days ON utc_day = CAST(deployed_at AS DATE) AND deployed_at >= starts AND deployed_at < ends
  GROUP BY bucket
)
