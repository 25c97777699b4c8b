-- title: Pull requests closed without merge
-- means: Pull requests that were closed without being merged.
-- needs: repos
-- values: pull_requests count
-- tags: type, component
-- explain: prs
SELECT bucket/*tags*/, count(*) AS pull_requests
FROM product_prs JOIN bucket_days ON utc_day = CAST(closed_date AS DATE) AND closed_date >= starts AND closed_date < ends
WHERE status = 'CLOSED'
GROUP BY bucket/*tags*/
