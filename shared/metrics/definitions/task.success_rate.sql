-- title: Task success rate
-- means: The share of the jobs that succeeded, of those that succeeded or failed, by name.
-- rules: Canceled ones and those without a result are left out of both.
-- needs: cicd_scopes
-- values: rate %, succeeded count, tasks count
-- series: name
-- tags: environment
-- explain: builds
SELECT bucket, name/*tags*/, 100.0 * count(*) FILTER (result = 'SUCCESS') / count(*) AS rate,
  count(*) FILTER (result = 'SUCCESS') AS succeeded, count(*) AS tasks
FROM cicd_tasks JOIN bucket_days ON utc_day = CAST(finished_date AS DATE) AND finished_date >= starts AND finished_date < ends
WHERE cicd_scope_id IN (SELECT id FROM product_scopes) AND result IN ('SUCCESS', 'FAILURE')
GROUP BY bucket, name/*tags*/
