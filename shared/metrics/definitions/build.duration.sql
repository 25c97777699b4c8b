-- title: Build duration
-- means: How long pipelines ran that succeeded or failed.
-- rules: As the source says; where it does not, nothing is guessed from other times.
-- needs: cicd_scopes
-- values: median s, mean s, builds count
-- tags: name, environment
-- explain: builds
SELECT bucket/*tags*/, quantile_disc(duration_sec, 0.5) AS median, avg(duration_sec) AS mean, count(*) AS builds
FROM product_pipelines JOIN bucket_days ON utc_day = CAST(finished_date AS DATE) AND finished_date >= starts AND finished_date < ends
WHERE result IN ('SUCCESS', 'FAILURE') AND duration_sec IS NOT NULL
GROUP BY bucket/*tags*/
