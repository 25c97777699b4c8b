-- title: Attempts to deploy
-- means: Deployments by environment and result, whatever came of them.
-- rules: By their end, else their start, else their creation: failed, canceled and running ones count here, and
--   nowhere else.
-- needs: cicd_scopes
-- values: deployments count
-- series: environment, result
-- explain: deployments
SELECT bucket, environment, result, count(*) AS deployments
FROM product_deployments JOIN bucket_days ON utc_day = CAST(happened_at AS DATE) AND happened_at >= starts AND happened_at < ends
GROUP BY bucket, environment, result
