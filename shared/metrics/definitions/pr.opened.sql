-- title: Pull requests opened
-- means: Pull requests that were opened.
-- needs: repos
-- values: pull_requests count
-- tags: type, component
-- explain: prs
SELECT bucket/*tags*/, count(*) AS pull_requests
FROM product_prs JOIN bucket_days ON utc_day = CAST(created_date AS DATE) AND created_date >= starts AND created_date < ends
GROUP BY bucket/*tags*/
