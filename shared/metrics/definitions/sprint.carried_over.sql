-- title: Carried over
-- means: Issues of the sprint that were not done at its end and are in a later sprint.
-- rules: A sprint counts in the bucket in which it was over; one that goes on counts as over now.
-- needs: boards
-- values: issues count
-- series: sprint
-- explain: sprints
SELECT bucket, sprint, count(*) FILTER (is_member AND NOT coalesce(is_done_at_end, false) AND is_in_later) AS issues
FROM (
  SELECT f.*, EXISTS (
    SELECT 1
    FROM (SELECT sprint_id, issue_id FROM issue_sprint_history UNION SELECT sprint_id, issue_id FROM sprint_issues) m
    JOIN sprints later ON later.id = m.sprint_id
    JOIN product_sprints own ON own.id = f.sprint_id
    WHERE m.issue_id = f.issue_id AND m.sprint_id <> f.sprint_id
      AND coalesce(later.started_date, TIMESTAMP '9999-12-31 00:00:00') > own.since
  ) AS is_in_later
  FROM sprint_fates f
) JOIN bucket_days ON utc_day = CAST(over_at AS DATE) AND over_at >= starts AND over_at < ends
GROUP BY bucket, sprint
