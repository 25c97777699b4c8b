-- How many issues each rule lets through.
SELECT 'boards mapped to the project' AS rule, count(*) AS count FROM product_boards
UNION ALL SELECT 'issues on them', count(*) FROM product_issues
UNION ALL SELECT 'of these with a type', count(*) FROM product_issues WHERE nullif(type, '') IS NOT NULL
UNION ALL SELECT 'of these of type BUG or INCIDENT', count(*) FROM product_issues WHERE type IN ('BUG', 'INCIDENT')
UNION ALL SELECT 'issues created in the range', count(*) FROM product_issues JOIN bucket_days ON utc_day = CAST(created_date AS DATE) AND created_date >= starts AND created_date < ends
UNION ALL SELECT 'issues resolved', count(*) FROM product_issues WHERE resolution_date IS NOT NULL
UNION ALL SELECT 'of these resolved in the range', count(*) FROM product_issues JOIN bucket_days ON utc_day = CAST(resolution_date AS DATE) AND resolution_date >= starts AND resolution_date < ends
UNION ALL SELECT 'issues that were ever IN_PROGRESS', count(*) FROM issue_starts WHERE issue_id IN (SELECT id FROM product_issues)
UNION ALL SELECT 'issues with a due date', count(*) FROM product_issues WHERE due_date IS NOT NULL
UNION ALL SELECT 'issues with an estimate and time spent', count(*) FROM product_issues WHERE original_estimate_minutes > 0 AND time_spent_minutes IS NOT NULL
