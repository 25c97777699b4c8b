-- When work on an issue began.
SELECT issue_id, min(start_date) AS started_at
FROM issue_status_history
WHERE status = 'IN_PROGRESS'
GROUP BY issue_id
