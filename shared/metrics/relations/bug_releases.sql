-- The releases that a bug is linked to: its fix versions, else the iterations it is in.
SELECT id AS issue_id, trim(unnest(string_split(fix_versions, ','))) AS release
FROM product_issues WHERE type = 'BUG' AND nullif(fix_versions, '') IS NOT NULL
UNION ALL
SELECT i.id, s.name
FROM product_issues i JOIN sprint_issues m ON m.issue_id = i.id JOIN sprints s ON s.id = m.sprint_id
WHERE i.type = 'BUG' AND nullif(i.fix_versions, '') IS NULL
