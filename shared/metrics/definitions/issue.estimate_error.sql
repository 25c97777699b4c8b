-- title: Time spent against estimate
-- means: Time spent divided by the original estimate, of the issues resolved in the bucket that have both.
-- rules: 1 is as estimated. The ratio of the sums, and the lower median of the ratios. An estimate of 0 is none.
-- needs: boards
-- values: ratio x, median x, issues count
-- tags: type, priority, origin, release, feature
-- explain: issues
SELECT bucket/*tags*/, 1.0 * sum(time_spent_minutes) / sum(original_estimate_minutes) AS ratio,
  quantile_disc(1.0 * time_spent_minutes / original_estimate_minutes, 0.5) AS median, count(*) AS issues
FROM product_issues JOIN bucket_days ON utc_day = CAST(resolution_date AS DATE) AND resolution_date >= starts AND resolution_date < ends
WHERE original_estimate_minutes > 0 AND time_spent_minutes IS NOT NULL
GROUP BY bucket/*tags*/
