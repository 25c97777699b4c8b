-- title: Throughput
-- means: Issues that reached DONE, and their story points.
-- rules: By their present resolution. Absent story points count 0; without_points says of how many issues.
-- needs: boards
-- values: issues count, points count, without_points count
-- tags: type, priority, origin, release, feature
-- explain: issues
SELECT bucket/*tags*/, count(*) AS issues, coalesce(sum(story_point), 0) AS points,
  count(*) FILTER (story_point IS NULL) AS without_points
FROM product_issues JOIN bucket_days ON utc_day = CAST(resolution_date AS DATE) AND resolution_date >= starts AND resolution_date < ends
WHERE status = 'DONE'
GROUP BY bucket/*tags*/
