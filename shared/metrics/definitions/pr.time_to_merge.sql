-- title: Time to merge
-- means: From the creation of a pull request to its merge - lower median of those merged in the bucket.
-- rules: Whole minutes, rounded up.
-- needs: repos
-- values: median min, pull_requests count
-- tags: type, component
-- explain: prs
SELECT bucket/*tags*/, quantile_disc(minutes, 0.5) AS median, count(*) AS pull_requests
FROM (
  SELECT *, (epoch_ms(merged_date) - epoch_ms(created_date) + 59999) // 60000 AS minutes
  FROM product_prs WHERE status = 'MERGED' AND merged_date >= created_date
) JOIN bucket_days ON utc_day = CAST(merged_date AS DATE) AND merged_date >= starts AND merged_date < ends
GROUP BY bucket/*tags*/
