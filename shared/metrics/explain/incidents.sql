-- How an incident comes to a production deployment.
SELECT 'boards mapped to the project' AS rule, count(*) AS count FROM product_boards
UNION ALL SELECT 'CI scopes mapped to the project', count(*) FROM product_scopes
UNION ALL SELECT 'incidents seen', count(*) FROM product_incidents
UNION ALL SELECT 'of these resolved', count(*) FROM product_incidents WHERE resolution_date IS NOT NULL
UNION ALL SELECT 'of these resolved in the range', count(*) FROM product_incidents JOIN bucket_days ON utc_day = CAST(resolution_date AS DATE) AND resolution_date >= starts AND resolution_date < ends
UNION ALL SELECT 'incidents put down to a production deployment', count(*) FROM incident_deployments
UNION ALL SELECT 'production deployments', count(*) FROM production_deployments
UNION ALL SELECT 'of these in the range', count(*) FROM production_deployments JOIN bucket_days ON utc_day = CAST(finished_date AS DATE) AND finished_date >= starts AND finished_date < ends
