-- title: Work in progress
-- means: Issues in IN_PROGRESS at the end of the bucket.
-- needs: boards
-- values: issues count
-- running: yes
-- tags: type, priority, origin, release, feature
-- explain: flow
SELECT bucket/*tags*/, sum(change) AS issues
FROM (
  SELECT issue_id, since AS happened_at, 1 AS change FROM issue_intervals WHERE status = 'IN_PROGRESS'
  UNION ALL
  SELECT issue_id, till, -1 FROM issue_intervals WHERE status = 'IN_PROGRESS' AND till IS NOT NULL
) c
/*tags: JOIN product_issues i ON i.id = c.issue_id */
LEFT JOIN bucket_days ON utc_day = CAST(happened_at AS DATE) AND happened_at >= starts AND happened_at < ends
WHERE bucket IS NOT NULL OR happened_at < (SELECT min(starts) FROM buckets)
GROUP BY bucket/*tags*/
