-- title: Age of open issues
-- means: How old the issues are that are open at the end of the bucket.
-- rules: From creation to the end of the bucket, or now; open is any status but DONE.
-- needs: boards
-- values: median days, p85 days, max days, issues count
-- tags: type, priority, origin, release, feature
-- explain: flow
SELECT bucket/*tags*/, quantile_disc(days, 0.5) AS median, quantile_disc(days, 0.85) AS p85, max(days) AS max, count(*) AS issues
FROM (
  SELECT b.bucket, i.*, (epoch_ms(b.until) - epoch_ms(i.created_date)) / 86400000.0 AS days
  FROM issue_intervals v
  JOIN product_issues i ON i.id = v.issue_id
  JOIN buckets b ON v.since < b.until AND coalesce(v.till, TIMESTAMP '9999-12-31 00:00:00') >= b.until
  WHERE v.status IS DISTINCT FROM 'DONE'
)
GROUP BY bucket/*tags*/
