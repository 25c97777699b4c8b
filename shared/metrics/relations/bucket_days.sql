-- The buckets, each as often as there are days in UTC that it touches: what is joined by the day of a time is looked up,
-- what is joined by starts and ends alone is sorted.
SELECT unnest(generate_series(CAST(starts AS DATE), CAST(ends - INTERVAL 1 MICROSECOND AS DATE), INTERVAL 1 DAY))::DATE AS utc_day, *
FROM buckets
