-- title: Work in progress
-- means: Issues in IN_PROGRESS at the end of the bucket.
-- needs: boards
-- values: issues count
-- running: yes
-- tags: type, priority, origin, release, feature
-- explain: flow
SELECT bucket/*tags*/, sum(change) AS issues
FROM (
  SELECT item, unnest([since, till]) AS happened_at, unnest([1, -1]) AS change
  FROM issue_intervals WHERE status = 'IN_PROGRESS'
) c
/*tags: JOIN numbered_issues i ON i.item = c.item */
LEFT JOIN bucket_days ON utc_day = CAST(happened_at AS DATE) AND happened_at >= starts AND happened_at < ends
WHERE bucket IS NOT NULL OR happened_at < (SELECT min(starts) FROM buckets)
GROUP BY bucket/*tags*/
