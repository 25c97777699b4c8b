-- title: Time to restore service (2021)
-- means: How long incidents of the project last - lower median from creation to resolution.
-- rules: Incidents resolved in the range, whether they are put down to a deployment or not; a re-opened one counts at its
--   last resolution. N/A if there is none.
-- needs: places
-- values: median min, incidents count, level_2021 level
-- step: range
-- explain: incidents
SELECT bucket, median, incidents,
  CASE WHEN median < 60 THEN 'elite' WHEN median < 1440 THEN 'high' WHEN median < 7 * 1440 THEN 'medium'
    WHEN median IS NOT NULL THEN 'low' END AS level_2021
FROM (
  SELECT bucket, count(*) AS incidents, quantile_disc(minutes, 0.5) AS median
  FROM (
    SELECT resolution_date, coalesce(lead_time_minutes,
      CASE WHEN resolution_date >= created_date
        THEN (epoch_ms(resolution_date) - epoch_ms(created_date)) // 60000 END) AS minutes
    FROM product_incidents
  ) JOIN bucket_days ON utc_day = CAST(resolution_date AS DATE) AND resolution_date >= starts AND resolution_date < ends
  GROUP BY bucket
)
