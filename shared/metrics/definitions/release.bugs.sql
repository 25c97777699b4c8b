-- title: Bugs of a release
-- means: Bugs linked to a release, by status, at the end of the bucket.
-- rules: By the fix versions of a bug; one that has none, by the iterations it is in. A bug of two releases
--   counts in both.
-- needs: boards
-- values: bugs count
-- running: yes
-- series: release, status
-- explain: releases
SELECT bucket, release, status, sum(change) AS bugs
FROM (
  SELECT release, status, unnest([since, till]) AS happened_at, unnest([1, -1]) AS change
  FROM issue_intervals v JOIN bug_releases r ON r.item = v.item
)
LEFT JOIN bucket_days ON utc_day = CAST(happened_at AS DATE) AND happened_at >= starts AND happened_at < ends
WHERE bucket IS NOT NULL OR happened_at < (SELECT min(starts) FROM buckets)
GROUP BY bucket, release, status
