-- title: Change failure rate
-- means: The share of the production deployments of the range that at least one incident is put down to.
-- rules: A deployment with several incidents counts once. N/A if there was no deployment in the range, or if nothing
--   that incidents come from is mapped to the project - 0 % needs such a source.
-- needs: cicd_scopes
-- values: rate %, failed deployments, deployments deployments, level_2023 level, level_2021 level
-- step: range
-- explain: incidents
SELECT bucket, rate, failed, deployments,
  CASE WHEN rate <= 5 THEN 'elite' WHEN rate <= 10 THEN 'high' WHEN rate <= 15 THEN 'medium' WHEN rate > 15 THEN 'low'
    END AS level_2023,
  CASE WHEN rate <= 15 THEN 'elite' WHEN rate <= 20 THEN 'high' WHEN rate <= 30 THEN 'medium' WHEN rate > 30 THEN 'low'
    END AS level_2021
FROM (
  SELECT bucket, count(*) AS deployments,
    count(*) FILTER (deployment_id IN (SELECT deployment_id FROM incident_deployments)) AS failed,
    100.0 * failed / count(*) AS rate
  FROM production_deployments JOIN bucket_days ON utc_day = CAST(finished_date AS DATE) AND finished_date >= starts AND finished_date < ends
  WHERE EXISTS (SELECT 1 FROM product_boards) OR EXISTS (SELECT 1 FROM product_incidents)
  GROUP BY bucket
)
