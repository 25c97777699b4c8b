-- title: Time in sprint
-- means: How long issues were in the sprint while it went on - lower median.
-- rules: Cut to the start and the end of the sprint; what was removed before the start was in it for 0 minutes. A
--   sprint counts in the bucket in which it was over; one that goes on counts as over now.
-- needs: boards
-- values: median min, issues count
-- series: sprint
-- explain: sprints
SELECT bucket, sprint, quantile_disc(minutes, 0.5) AS median, count(*) AS issues
FROM (
  SELECT p.sprint, p.till AS over_at, t.issue_id,
    sum(greatest(0, epoch_ms(least(coalesce(t.till, p.till), p.till)) - epoch_ms(greatest(t.since, p.since)))) // 60000 AS minutes
  FROM sprint_stays t JOIN product_sprints p ON p.id = t.sprint_id
  GROUP BY p.sprint, p.till, t.issue_id
) JOIN bucket_days ON utc_day = CAST(over_at AS DATE) AND over_at >= starts AND over_at < ends
GROUP BY bucket, sprint
