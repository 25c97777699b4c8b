-- title: Open pull requests
-- means: Pull requests that are open at the end of the bucket.
-- rules: Drafts apart, as they are today: sources do not keep when a draft became ready.
-- needs: repos
-- values: pull_requests count
-- running: yes
-- series: readiness
-- tags: type, component
-- explain: prs
SELECT bucket, readiness/*tags*/, sum(change) AS pull_requests
FROM (
  SELECT *, created_date AS happened_at, 1 AS change FROM product_prs
  UNION ALL
  SELECT *, over_date, -1 FROM product_prs WHERE over_date IS NOT NULL
) LEFT JOIN bucket_days ON utc_day = CAST(happened_at AS DATE) AND happened_at >= starts AND happened_at < ends
WHERE bucket IS NOT NULL OR happened_at < (SELECT min(starts) FROM buckets)
GROUP BY bucket, readiness/*tags*/
