-- title: Lead time of issues
-- means: From creation to resolution, of the issues resolved in the bucket.
-- rules: Whole minutes, rounded down. Open issues are left out; so is what was resolved before it was created.
-- needs: boards
-- values: median min, mean min, p85 min, issues count
-- tags: type, priority, origin, release, feature
-- explain: issues
SELECT bucket/*tags*/, quantile_disc(minutes, 0.5) AS median, avg(minutes) AS mean, quantile_disc(minutes, 0.85) AS p85,
  count(*) AS issues
FROM (
  SELECT *, (epoch_ms(resolution_date) - epoch_ms(created_date)) // 60000 AS minutes
  FROM product_issues WHERE resolution_date >= created_date
) JOIN bucket_days ON utc_day = CAST(resolution_date AS DATE) AND resolution_date >= starts AND resolution_date < ends
GROUP BY bucket/*tags*/
