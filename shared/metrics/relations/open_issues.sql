-- The issues that are open at the end of each bucket. Only the buckets from the one that an interval begins in to the one
-- that it ends in are looked at.
SELECT item, bucket, until, created_date
FROM (
  SELECT v.item, v.created_date, v.since, v.till,
    unnest(generate_series(coalesce(f.ordinal, CASE WHEN v.since < r.starts THEN 1 END), coalesce(l.ordinal, r.last))) AS ordinal
  FROM issue_intervals v
  CROSS JOIN (SELECT min(starts) AS starts, min(until) AS until, max(ordinal) AS last FROM buckets) r
  LEFT JOIN bucket_days f ON f.utc_day = CAST(v.since AS DATE) AND v.since >= f.starts AND v.since < f.ends
  LEFT JOIN bucket_days l ON l.utc_day = CAST(v.till AS DATE) AND v.till >= l.starts AND v.till < l.ends
  WHERE v.status IS DISTINCT FROM 'DONE' AND (v.till IS NULL OR v.till >= coalesce(f.until, r.until))
) JOIN buckets USING (ordinal)
WHERE since < until AND (till IS NULL OR till >= until)
