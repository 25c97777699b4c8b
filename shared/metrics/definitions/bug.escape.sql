-- title: Escaped bugs
-- means: The share of the bugs and incidents created in the bucket that came from operations.
-- rules: Origin `ops` among all issues of type BUG and INCIDENT. N/A if none was created.
-- needs: boards
-- values: rate %, escaped count, bugs count
-- tags: severity, priority, release
-- explain: issues
SELECT bucket/*tags*/, 100.0 * count(*) FILTER (origin = 'ops') / count(*) AS rate,
  count(*) FILTER (origin = 'ops') AS escaped, count(*) AS bugs
FROM product_issues JOIN bucket_days ON utc_day = CAST(created_date AS DATE) AND created_date >= starts AND created_date < ends
WHERE type IN ('BUG', 'INCIDENT')
GROUP BY bucket/*tags*/
