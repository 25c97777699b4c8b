-- How many pull requests each rule lets through.
SELECT 'repositories mapped to the project' AS rule, count(*) AS count FROM product_repos
UNION ALL SELECT 'pull requests into them', count(*) FROM product_prs
UNION ALL SELECT 'of these opened in the range', count(*) FROM product_prs JOIN bucket_days ON utc_day = CAST(created_date AS DATE) AND created_date >= starts AND created_date < ends
UNION ALL SELECT 'pull requests merged', count(*) FROM product_prs WHERE status = 'MERGED'
UNION ALL SELECT 'of these merged in the range', count(*) FROM product_prs JOIN bucket_days ON utc_day = CAST(merged_date AS DATE) AND merged_date >= starts AND merged_date < ends WHERE status = 'MERGED'
UNION ALL SELECT 'pull requests closed without merge', count(*) FROM product_prs WHERE status = 'CLOSED'
UNION ALL SELECT 'comments and reviews by others', count(*) FROM reviews
