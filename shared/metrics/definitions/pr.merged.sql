-- title: Pull requests merged
-- means: Pull requests that were merged.
-- needs: repos
-- values: pull_requests count
-- tags: type, component
-- explain: prs
SELECT bucket/*tags*/, count(*) AS pull_requests
FROM product_prs JOIN bucket_days ON utc_day = CAST(merged_date AS DATE) AND merged_date >= starts AND merged_date < ends
WHERE status = 'MERGED'
GROUP BY bucket/*tags*/
