-- How long each issue was in each status. Of an issue without changes only its resolution is known: it was open before.
SELECT h.issue_id, h.status, h.original_status, h.start_date AS since, h.end_date AS till
FROM issue_status_history h
WHERE h.issue_id IN (SELECT issue_id FROM changed_issues) AND h.issue_id IN (SELECT id FROM product_issues)
UNION ALL
SELECT id, status, original_status,
  CASE WHEN status = 'DONE' THEN greatest(created_date, coalesce(resolution_date, created_date)) ELSE created_date END,
  NULL
FROM product_issues
WHERE id NOT IN (SELECT issue_id FROM changed_issues) AND created_date IS NOT NULL
UNION ALL
SELECT id, NULL, NULL, created_date, resolution_date
FROM product_issues
WHERE id NOT IN (SELECT issue_id FROM changed_issues) AND status = 'DONE' AND resolution_date > created_date
