-- How bugs come to releases.
SELECT 'boards mapped to the project' AS rule, count(*) AS count FROM product_boards
UNION ALL SELECT 'issues of type BUG', count(*) FROM product_issues WHERE type = 'BUG'
UNION ALL SELECT 'of these linked to a release', count(DISTINCT item) FROM bug_releases
