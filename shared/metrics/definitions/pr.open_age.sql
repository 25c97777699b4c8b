-- title: Age of open pull requests
-- means: How old the pull requests are that are open at the end of the bucket.
-- rules: From creation to the end of the bucket, or now. Drafts apart, as they are today.
-- needs: repos
-- values: median days, p85 days, max days, pull_requests count
-- series: readiness
-- tags: type, component
-- explain: prs
SELECT bucket, readiness/*tags*/, quantile_disc(days, 0.5) AS median, quantile_disc(days, 0.85) AS p85, max(days) AS max,
  count(*) AS pull_requests
FROM (
  SELECT b.bucket, p.*, (epoch_ms(b.until) - epoch_ms(p.created_date)) / 86400000.0 AS days
  FROM product_prs p
  JOIN buckets b ON p.created_date < b.until AND coalesce(p.over_date, TIMESTAMP '9999-12-31 00:00:00') >= b.until
)
GROUP BY bucket, readiness/*tags*/
