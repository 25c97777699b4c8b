-- title: Open bugs
-- means: Issues of type BUG that are open at the end of the bucket.
-- rules: Open is any status but DONE.
-- needs: boards
-- values: bugs count
-- running: yes
-- tags: severity, priority, origin, release
-- explain: flow
SELECT bucket/*tags*/, sum(change) AS bugs
FROM (
  SELECT issue_id, since AS happened_at, 1 AS change FROM issue_intervals WHERE status IS DISTINCT FROM 'DONE'
  UNION ALL
  SELECT issue_id, till, -1 FROM issue_intervals WHERE status IS DISTINCT FROM 'DONE' AND till IS NOT NULL
) c
JOIN product_issues i ON i.id = c.issue_id AND i.type = 'BUG'
LEFT JOIN bucket_days ON utc_day = CAST(happened_at AS DATE) AND happened_at >= starts AND happened_at < ends
WHERE bucket IS NOT NULL OR happened_at < (SELECT min(starts) FROM buckets)
GROUP BY bucket/*tags*/
