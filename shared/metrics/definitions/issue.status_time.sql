-- title: Time in status
-- means: How long issues were in each status during the bucket, added up.
-- rules: An interval counts in each bucket with what of it lies there, so buckets add up; one that is open lasts
--   until the end of the bucket, or now. Whole minutes, rounded down.
-- needs: boards
-- values: minutes min
-- series: status
-- explain: flow
WITH
-- The time before t is the sum of (t - start) of what began before it, less (t - end) of what ended.
edges AS (
  SELECT status, unnest([since, till]) AS happened_at, unnest([1, -1]) AS change FROM issue_intervals
), grouped AS (
  SELECT status, CASE WHEN happened_at < (SELECT min(starts) FROM buckets) THEN 0 ELSE ordinal END AS ordinal,
    sum(change) AS n, sum(change * epoch_ms(happened_at)) AS ms, sum(CASE WHEN happened_at < until THEN change ELSE 0 END) AS n_until,
    sum(CASE WHEN happened_at < until THEN change * epoch_ms(happened_at) ELSE 0 END) AS ms_until
  FROM edges LEFT JOIN bucket_days ON utc_day = CAST(happened_at AS DATE) AND happened_at >= starts AND happened_at < ends
  WHERE happened_at IS NOT NULL
  GROUP BY ALL
), running AS (
  SELECT s.status, t.*, coalesce(n_until, 0) AS n_until, coalesce(ms_until, 0) AS ms_until,
    coalesce(sum(n) OVER before, 0) AS n_before, coalesce(sum(ms) OVER before, 0) AS ms_before
  FROM timeline t
  CROSS JOIN (SELECT DISTINCT status FROM grouped) s
  LEFT JOIN grouped g ON g.ordinal = t.ordinal AND g.status IS NOT DISTINCT FROM s.status
  WINDOW before AS (PARTITION BY s.status ORDER BY t.ordinal ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
)
SELECT bucket, status,
  ((n_before + n_until) * epoch_ms(until) - ms_before - ms_until - (n_before * epoch_ms(starts) - ms_before)) // 60000 AS minutes
FROM running
WHERE bucket IS NOT NULL
