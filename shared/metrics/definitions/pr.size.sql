-- title: Size of pull requests
-- means: Lines added and removed by the pull requests merged in the bucket.
-- rules: Those whose size the source does not say are left out.
-- needs: repos
-- values: median lines, p85 lines, pull_requests count
-- tags: type, component
-- explain: prs
SELECT bucket/*tags*/, quantile_disc(lines, 0.5) AS median, quantile_disc(lines, 0.85) AS p85, count(*) AS pull_requests
FROM (SELECT *, additions + deletions AS lines FROM product_prs WHERE status = 'MERGED')
JOIN bucket_days ON utc_day = CAST(merged_date AS DATE) AND merged_date >= starts AND merged_date < ends
WHERE lines IS NOT NULL
GROUP BY bucket/*tags*/
