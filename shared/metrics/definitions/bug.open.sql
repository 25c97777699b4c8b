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
  SELECT i.*, unnest([v.since, v.till]) AS happened_at, unnest([1, -1]) AS change
  FROM issue_intervals v JOIN numbered_issues i ON i.item = v.item AND i.type = 'BUG'
  WHERE v.status IS DISTINCT FROM 'DONE'
)
LEFT JOIN bucket_days ON utc_day = CAST(happened_at AS DATE) AND happened_at >= starts AND happened_at < ends
WHERE bucket IS NOT NULL OR happened_at < (SELECT min(starts) FROM buckets)
GROUP BY bucket/*tags*/
