-- title: Cycle time of issues
-- means: From the first time that work on it began to resolution, of the issues resolved in the bucket.
-- rules: Work begins with the first interval in IN_PROGRESS. An issue that has none, or whose first began after
--   the resolution, is left out and counted in without.
-- needs: boards
-- values: median min, mean min, p85 min, issues count, without count
-- tags: type, priority, origin, release, feature
-- explain: issues
SELECT bucket/*tags*/, quantile_disc(minutes, 0.5) AS median, avg(minutes) AS mean, quantile_disc(minutes, 0.85) AS p85,
  count(minutes) AS issues, count(*) - count(minutes) AS without
FROM (
  SELECT i.*, CASE WHEN resolution_date >= started_at
    THEN (epoch_ms(resolution_date) - epoch_ms(started_at)) // 60000 END AS minutes
  FROM product_issues i LEFT JOIN issue_starts s ON s.issue_id = i.id
) JOIN bucket_days ON utc_day = CAST(resolution_date AS DATE) AND resolution_date >= starts AND resolution_date < ends
GROUP BY bucket/*tags*/
