-- How issues come to their states.
SELECT 'boards mapped to the project' AS rule, count(*) AS count FROM product_boards
UNION ALL SELECT 'issues on them', count(*) FROM product_issues
UNION ALL SELECT 'of these with a date of creation', count(*) FROM product_issues WHERE created_date IS NOT NULL
UNION ALL SELECT 'of these with known changes of status', count(*) FROM product_issues WHERE id IN (SELECT issue_id FROM changed_issues)
UNION ALL SELECT 'intervals in a status that is no state', count(*) FROM issue_intervals v WHERE upper(coalesce(v.status, '')) NOT IN (SELECT upper(state) FROM states) AND upper(coalesce(v.original_status, '')) NOT IN (SELECT upper(state) FROM states)
UNION ALL SELECT 'issues of type BUG', count(*) FROM product_issues WHERE type = 'BUG'
