-- title: Deployment frequency
-- means: On how many days of a week and of a month there is at least one production deployment.
-- rules: A deployment is one deployment id however many commits and repositories it has, on the day on which the last
--   of them finished. Weeks begin on Monday; weeks and months without a deployment, and the parts of them at the edges
--   of the range, count; at most the last 400 days of the range. N/A if there never was a production deployment.
--   Only SUCCESS counts; rollbacks and deployments that are repeated count. Six-month value: days in windows of six
--   months, counted back from the last month of the range.
-- needs: cicd_scopes
-- values: deployments deployments, deployment_days days, week_median days, month_median days, six_months days, level_2023 level, level_2021 level
-- step: range
-- explain: deployments
WITH counted AS (
  SELECT b.bucket, b.ordinal, d.day, d.week, d.month, count(p.deployment_id) AS deployments
  FROM buckets b
  JOIN days d ON d.starts >= greatest(b.starts, b.ends - INTERVAL 400 DAY) AND d.starts < b.ends
  LEFT JOIN production_deployments p ON p.finished_date >= d.starts AND p.finished_date < d.ends
  GROUP BY b.bucket, b.ordinal, d.day, d.week, d.month
), totals AS (
  SELECT bucket, sum(deployments) AS deployments, count(*) FILTER (deployments > 0) AS deployment_days
  FROM counted GROUP BY bucket
), weeks AS (
  SELECT bucket, quantile_disc(days, 0.5) AS week_median
  FROM (SELECT bucket, week, count(*) FILTER (deployments > 0) AS days FROM counted GROUP BY bucket, week)
  GROUP BY bucket
), by_month AS (
  SELECT bucket, month, count(*) FILTER (deployments > 0) AS days,
    (row_number() OVER (PARTITION BY bucket ORDER BY month DESC) - 1) // 6 AS half
  FROM counted GROUP BY bucket, month
), months AS (
  SELECT bucket, quantile_disc(days, 0.5) AS month_median FROM by_month GROUP BY bucket
), halves AS (
  SELECT bucket, quantile_disc(days, 0.5) AS six_months
  FROM (SELECT bucket, half, sum(days) AS days FROM by_month GROUP BY bucket, half)
  GROUP BY bucket
)
SELECT bucket, deployments, deployment_days, week_median, month_median, six_months,
  CASE WHEN week_median >= 5 THEN 'elite' WHEN week_median >= 1 THEN 'high'
    WHEN month_median >= 1 THEN 'medium' ELSE 'low' END AS level_2023,
  CASE WHEN week_median >= 5 THEN 'elite' WHEN month_median >= 1 THEN 'high'
    WHEN six_months >= 1 THEN 'medium' ELSE 'low' END AS level_2021
FROM totals JOIN weeks USING (bucket) JOIN months USING (bucket) JOIN halves USING (bucket)
WHERE EXISTS (SELECT 1 FROM production_deployments)
