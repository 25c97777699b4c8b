-- The releases that a bug is linked to: its fix versions, else the iterations it is in.
SELECT item, trim(unnest(string_split(fix_versions, ','))) AS release
FROM numbered_issues WHERE type = 'BUG' AND nullif(fix_versions, '') IS NOT NULL
UNION ALL
SELECT i.item, s.name
FROM numbered_issues i JOIN sprint_issues m ON m.issue_id = i.issue_id JOIN sprints s ON s.id = m.sprint_id
WHERE i.type = 'BUG' AND nullif(i.fix_versions, '') IS NULL
