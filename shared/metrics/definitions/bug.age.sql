-- title: Age of open bugs
-- means: How old the bugs are that are open at the end of the bucket.
-- rules: From creation to the end of the bucket, or now; open is any status but DONE.
-- needs: boards
-- values: mean days, median days, bugs count
-- tags: severity, priority, origin, release
-- explain: flow
SELECT bucket/*tags*/, avg(days) AS mean, quantile_disc(days, 0.5) AS median, count(*) AS bugs
FROM (
  SELECT *, (epoch_ms(until) - epoch_ms(created_date)) / 86400000.0 AS days FROM open_issues
) o
JOIN numbered_issues i ON i.item = o.item AND i.type = 'BUG'
GROUP BY bucket/*tags*/
