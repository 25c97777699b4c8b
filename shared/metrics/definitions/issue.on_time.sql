-- title: Resolved on time
-- means: The share of the resolved issues with a due date that were resolved by it.
-- rules: Dates are compared, the resolution as a date in the zone. N/A if nothing with a due date was resolved.
-- needs: boards
-- values: rate %, on_time count, issues count
-- tags: type, priority, origin, release, feature
-- explain: issues
SELECT bucket/*tags*/, 100.0 * on_time / issues AS rate, on_time, issues
FROM (
  SELECT bucket/*tags*/, count(*) AS issues,
    count(*) FILTER (CAST(timezone(zone, to_timestamp(epoch_ms(resolution_date) / 1000.0)) AS DATE) <= CAST(due_date AS DATE)) AS on_time
  FROM product_issues CROSS JOIN given JOIN bucket_days ON utc_day = CAST(resolution_date AS DATE) AND resolution_date >= starts AND resolution_date < ends
  WHERE due_date IS NOT NULL
  GROUP BY bucket/*tags*/
)
