-- How long issues of the project were in its sprints.
SELECT h.issue_id, h.sprint_id, h.start_date AS since, h.end_date AS till
FROM issue_sprint_history h
WHERE h.sprint_id IN (SELECT id FROM product_sprints) AND h.issue_id IN (SELECT id FROM product_issues)
