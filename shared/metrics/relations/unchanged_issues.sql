-- Issues of which no change of status is known.
SELECT * FROM numbered_issues i ANTI JOIN changed_issues c ON c.issue_id = i.issue_id WHERE created_date IS NOT NULL
