-- title: Age of open bugs
-- means: How old the bugs are that are open at the end of the bucket.
-- rules: From creation to the end of the bucket, or now; open is any status but DONE.
-- needs: boards
-- values: mean days, median days, bugs count
-- tags: severity, priority, origin, release
-- explain: flow
SELECT bucket/*tags*/, avg(days) AS mean, quantile_disc(days, 0.5) AS median, count(*) AS bugs
FROM (
  SELECT b.bucket, i.*, (epoch_ms(b.until) - epoch_ms(i.created_date)) / 86400000.0 AS days
  FROM issue_intervals v
  JOIN product_issues i ON i.id = v.issue_id AND i.type = 'BUG'
  JOIN buckets b ON v.since < b.until AND coalesce(v.till, TIMESTAMP '9999-12-31 00:00:00') >= b.until
  WHERE v.status IS DISTINCT FROM 'DONE'
)
GROUP BY bucket/*tags*/
