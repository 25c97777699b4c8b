-- title: Bands
-- means: Items that had come into a state and not yet into a later one.
-- rules: Entered of the state less entered of the next; items that moved back stay in the furthest band they reached.
-- needs: boards
-- series: state
-- tags: release, feature, type, origin
-- values: items count
-- running: yes
-- explain: flow
SELECT bucket, state/*tags*/, sum(change) AS items
FROM (
  SELECT item, happened_at, unnest([a.state, s.state]) AS state, unnest([1, -1]) AS change
  FROM flow_arrivals a LEFT JOIN states s ON s.position = a.position - 1
) c
/*tags: JOIN numbered_issues i ON i.item = c.item */
LEFT JOIN bucket_days ON utc_day = CAST(happened_at AS DATE) AND happened_at >= starts AND happened_at < ends
WHERE state IS NOT NULL AND (bucket IS NOT NULL OR happened_at < (SELECT min(starts) FROM buckets))
GROUP BY bucket, state/*tags*/
