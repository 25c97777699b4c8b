-- How many deployments each rule lets through.
SELECT 'CI scopes mapped to the project' AS rule, count(*) AS count FROM product_scopes
UNION ALL SELECT 'deployments seen in them', count(*) FROM product_deployments
UNION ALL SELECT 'of these with commits', count(DISTINCT coalesce(nullif(cicd_deployment_id, ''), id)) FROM product_deployment_commits
UNION ALL SELECT 'of these of environment PRODUCTION', count(DISTINCT coalesce(nullif(cicd_deployment_id, ''), id)) FROM product_deployment_commits WHERE environment = 'PRODUCTION'
UNION ALL SELECT 'of these successful and finished', count(*) FROM production_deployments
UNION ALL SELECT 'of these in the range', count(*) FROM production_deployments JOIN bucket_days ON utc_day = CAST(finished_date AS DATE) AND finished_date >= starts AND finished_date < ends
