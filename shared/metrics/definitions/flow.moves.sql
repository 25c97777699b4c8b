-- title: Moves
-- means: The net change of the number of items in a state.
-- rules: Comings less goings, backward moves included.
-- needs: boards
-- series: state
-- tags: release, feature, type, origin
-- values: items count
-- explain: flow
SELECT bucket, state/*tags*/, sum(change) AS items
FROM flow_moves m
JOIN states s ON s.position = m.position
/*tags: JOIN numbered_issues i ON i.item = m.item */
JOIN bucket_days ON utc_day = CAST(happened_at AS DATE) AND happened_at >= starts AND happened_at < ends
GROUP BY bucket, state/*tags*/
