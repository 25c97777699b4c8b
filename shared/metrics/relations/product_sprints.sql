-- The project's sprints that have begun, and when they are over: when completed, else when planned, and not after now.
SELECT s.id, s.name AS sprint, s.started_date AS since,
  least(coalesce(s.completed_date, s.ended_date, now), now) AS till,
  least(s.started_date + INTERVAL 24 HOUR, coalesce(s.completed_date, s.ended_date, now), now) AS settled
FROM sprints s, given
WHERE s.id IN (SELECT sprint_id FROM board_sprints WHERE board_id IN (SELECT id FROM product_boards))
  AND s.started_date <= now
