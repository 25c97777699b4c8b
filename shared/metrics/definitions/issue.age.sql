-- title: Age of open issues
-- means: How old the issues are that are open at the end of the bucket.
-- rules: From creation to the end of the bucket, or now; open is any status but DONE.
-- needs: boards
-- values: median days, p85 days, max days, issues count
-- tags: type, priority, origin, release, feature
-- explain: flow
SELECT bucket/*tags*/, quantile_disc(days, 0.5) AS median, quantile_disc(days, 0.85) AS p85, max(days) AS max, count(*) AS issues
FROM (
  SELECT *, (epoch_ms(until) - epoch_ms(created_date)) / 86400000.0 AS days FROM open_issues
) o
/*tags: JOIN numbered_issues i ON i.item = o.item */
GROUP BY bucket/*tags*/
