-- title: Duration of deployments
-- means: How long deployments took, by environment and result - lower median.
-- rules: As the source says; others are left out.
-- needs: cicd_scopes
-- values: median s, deployments count
-- series: environment, result
-- explain: deployments
SELECT bucket, environment, result, quantile_disc(duration_sec, 0.5) AS median, count(*) AS deployments
FROM product_deployments JOIN bucket_days ON utc_day = CAST(happened_at AS DATE) AND happened_at >= starts AND happened_at < ends
WHERE duration_sec IS NOT NULL
GROUP BY bucket, environment, result
