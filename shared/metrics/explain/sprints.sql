-- How many sprints each rule lets through.
SELECT 'boards mapped to the project' AS rule, count(*) AS count FROM product_boards
UNION ALL SELECT 'sprints of them', count(DISTINCT sprint_id) FROM board_sprints WHERE board_id IN (SELECT id FROM product_boards)
UNION ALL SELECT 'of these begun', count(*) FROM product_sprints
UNION ALL SELECT 'of these over in the range', count(*) FROM product_sprints s JOIN buckets b ON s.till >= b.starts AND s.till < b.ends
UNION ALL SELECT 'issues that were in them', count(DISTINCT issue_id) FROM sprint_stays
