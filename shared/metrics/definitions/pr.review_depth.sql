-- title: Review depth
-- means: Comments and reviews by others on each pull request merged in the bucket, on average.
-- rules: Comments by the author are not counted.
-- needs: repos
-- values: mean comments, comments count, pull_requests count
-- tags: type, component
-- explain: prs
SELECT bucket/*tags*/, 1.0 * sum(n) / count(*) AS mean, sum(n) AS comments, count(*) AS pull_requests
FROM (
  SELECT p.*, coalesce(r.n, 0) AS n
  FROM product_prs p
  LEFT JOIN (SELECT pull_request_id, count(*) AS n FROM reviews GROUP BY pull_request_id) r ON r.pull_request_id = p.id
  WHERE p.status = 'MERGED'
) JOIN bucket_days ON utc_day = CAST(merged_date AS DATE) AND merged_date >= starts AND merged_date < ends
GROUP BY bucket/*tags*/
