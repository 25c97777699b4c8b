-- Issues whose status is known to have changed: their first status is not the current one.
SELECT issue_id FROM issue_status_history WHERE is_first_status AND is_current_status IS NOT TRUE
