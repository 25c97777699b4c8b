-- title: Failed deployment recovery time (2023)
-- means: How long it takes until what a deployment broke is mended - lower median from the end of the deployment to the
--   resolution of the incident.
-- rules: Incidents resolved in the range that are put down to a deployment that finished in the range; a re-opened one
--   counts at its last resolution. N/A if there is none.
-- needs: cicd_scopes
-- values: median min, incidents count, level_2023 level
-- step: range
-- explain: incidents
SELECT bucket, median, incidents,
  CASE WHEN median < 60 THEN 'elite' WHEN median < 1440 THEN 'high' WHEN median < 7 * 1440 THEN 'medium'
    WHEN median IS NOT NULL THEN 'low' END AS level_2023
FROM (
  SELECT bucket, count(*) AS incidents, quantile_disc(minutes, 0.5) AS median
  FROM (
    SELECT i.id, i.resolution_date, d.deployed_at,
      CASE WHEN i.resolution_date >= d.deployed_at
        THEN (epoch_ms(i.resolution_date) - epoch_ms(d.deployed_at)) // 60000 END AS minutes
    FROM product_incidents i JOIN incident_deployments d ON d.incident_id = i.id
  ) JOIN bucket_days ON utc_day = CAST(resolution_date AS DATE) AND resolution_date >= starts AND resolution_date < ends AND deployed_at >= starts AND deployed_at < ends
  GROUP BY bucket
)
