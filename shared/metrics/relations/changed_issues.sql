-- Issues whose status is known to have changed.
SELECT issue_id FROM issue_status_history GROUP BY issue_id HAVING count(*) > 1
