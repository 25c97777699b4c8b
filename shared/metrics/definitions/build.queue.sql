-- title: Build queue
-- means: How long finished pipelines had waited before they began - lower median.
-- rules: Of those whose source says so.
-- needs: cicd_scopes
-- values: median s, builds count
-- tags: name, environment
-- explain: queues
SELECT bucket/*tags*/, quantile_disc(queued_duration_sec, 0.5) AS median, count(*) AS builds
FROM product_pipelines JOIN bucket_days ON utc_day = CAST(finished_date AS DATE) AND finished_date >= starts AND finished_date < ends
WHERE queued_duration_sec IS NOT NULL
GROUP BY bucket/*tags*/
