-- How long each issue was in each status. Of an issue without changes only its resolution is known: it was open before.
SELECT i.item, i.issue_id, h.status, h.original_status, h.start_date AS since, h.end_date AS till, i.created_date
FROM issue_status_history h
JOIN numbered_issues i ON i.issue_id = h.issue_id
WHERE NOT (h.is_first_status IS TRUE AND h.is_current_status IS TRUE)
UNION ALL
SELECT item, issue_id, status, original_status,
  CASE WHEN status = 'DONE' THEN greatest(created_date, coalesce(resolution_date, created_date)) ELSE created_date END,
  NULL, created_date
FROM unchanged_issues
UNION ALL
SELECT item, issue_id, NULL, NULL, created_date, resolution_date, created_date
FROM unchanged_issues
WHERE status = 'DONE' AND resolution_date > created_date
