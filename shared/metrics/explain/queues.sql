-- How many builds each rule lets through to the time that they waited.
SELECT 'CI scopes mapped to the project' AS rule, count(*) AS count FROM product_scopes
UNION ALL SELECT 'pipelines in them', count(*) FROM product_pipelines
UNION ALL SELECT 'of these finished', count(*) FROM product_pipelines WHERE finished_date IS NOT NULL
UNION ALL SELECT 'of these finished in the range', count(*) FROM product_pipelines JOIN bucket_days ON utc_day = CAST(finished_date AS DATE) AND finished_date >= starts AND finished_date < ends
UNION ALL SELECT 'of these whose source says how long they waited', count(*) FROM product_pipelines JOIN bucket_days ON utc_day = CAST(finished_date AS DATE) AND finished_date >= starts AND finished_date < ends WHERE queued_duration_sec IS NOT NULL
