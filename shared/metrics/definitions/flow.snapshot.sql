-- title: Snapshot
-- means: Items in a state at the end of the bucket.
-- rules: The sum over all states is the number of items that exist. A status that is no state leaves an item where it was.
-- needs: boards
-- series: state
-- tags: release, feature, type, origin
-- values: items count
-- running: yes
-- explain: flow
SELECT bucket, state/*tags*/, sum(change) AS items
FROM flow_moves m
JOIN states s ON s.position = m.position
/*tags: JOIN numbered_issues i ON i.item = m.item */
LEFT JOIN bucket_days ON utc_day = CAST(happened_at AS DATE) AND happened_at >= starts AND happened_at < ends
WHERE bucket IS NOT NULL OR happened_at < (SELECT min(starts) FROM buckets)
GROUP BY bucket, state/*tags*/
