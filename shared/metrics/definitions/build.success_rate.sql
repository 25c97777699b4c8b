-- title: Build success rate
-- means: The share of the pipelines that succeeded, of those that succeeded or failed.
-- rules: Canceled ones and those without a result are left out of both. N/A if there is none.
-- needs: cicd_scopes
-- values: rate %, succeeded count, builds count
-- tags: name, environment
-- explain: builds
SELECT bucket/*tags*/, 100.0 * count(*) FILTER (result = 'SUCCESS') / count(*) AS rate,
  count(*) FILTER (result = 'SUCCESS') AS succeeded, count(*) AS builds
FROM product_pipelines JOIN bucket_days ON utc_day = CAST(finished_date AS DATE) AND finished_date >= starts AND finished_date < ends
WHERE result IN ('SUCCESS', 'FAILURE')
GROUP BY bucket/*tags*/
