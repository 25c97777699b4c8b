-- title: Builds
-- means: Pipelines that finished, by result.
-- rules: Children of other pipelines are not counted.
-- needs: cicd_scopes
-- values: builds count
-- series: result
-- tags: name, environment
-- explain: builds
SELECT bucket, result/*tags*/, count(*) AS builds
FROM product_pipelines JOIN bucket_days ON utc_day = CAST(finished_date AS DATE) AND finished_date >= starts AND finished_date < ends
GROUP BY bucket, result/*tags*/
