-- How many builds each rule lets through.
SELECT 'CI scopes mapped to the project' AS rule, count(*) AS count FROM product_scopes
UNION ALL SELECT 'pipelines in them', count(*) FROM product_pipelines
UNION ALL SELECT 'of these finished', count(*) FROM product_pipelines WHERE finished_date IS NOT NULL
UNION ALL SELECT 'of these succeeded or failed', count(*) FROM product_pipelines WHERE finished_date IS NOT NULL AND result IN ('SUCCESS', 'FAILURE')
UNION ALL SELECT 'of these finished in the range', count(*) FROM product_pipelines JOIN bucket_days ON utc_day = CAST(finished_date AS DATE) AND finished_date >= starts AND finished_date < ends WHERE result IN ('SUCCESS', 'FAILURE')
UNION ALL SELECT 'failures after a success that were mended', count(*) FROM build_recoveries
UNION ALL SELECT 'jobs', count(*) FROM cicd_tasks WHERE cicd_scope_id IN (SELECT id FROM product_scopes)
