-- How long each issue was in each status. Of an issue without changes only its resolution is known: it was open before.
SELECT h.issue_id, h.status, h.original_status, h.start_date AS since, h.end_date AS till, i.created_date
FROM issue_status_history h
JOIN product_issues i ON i.id = h.issue_id
WHERE NOT (h.is_first_status IS TRUE AND h.is_current_status IS TRUE)
UNION ALL
SELECT id, status, original_status,
  CASE WHEN status = 'DONE' THEN greatest(created_date, coalesce(resolution_date, created_date)) ELSE created_date END,
  NULL, created_date
FROM product_issues
WHERE NOT EXISTS (SELECT 1 FROM changed_issues c WHERE c.issue_id = id) AND created_date IS NOT NULL
UNION ALL
SELECT id, NULL, NULL, created_date, resolution_date, created_date
FROM product_issues
WHERE NOT EXISTS (SELECT 1 FROM changed_issues c WHERE c.issue_id = id)
  AND status = 'DONE' AND resolution_date > created_date
