-- title: Builds
-- means: Pipelines that finished, by result.
-- rules: Children of other pipelines are not counted.
-- needs: cicd_scopes
-- values: builds count
-- series: result
-- tags: name, environment
-- explain: builds
SELECT bucket, result/*tags*/, count(*) AS builds
FROM product_pipelines JOIN buckets ON finished_date >= starts AND finished_date < ends
GROUP BY bucket, result/*tags*/
