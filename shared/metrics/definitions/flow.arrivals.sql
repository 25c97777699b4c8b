-- title: Arrivals
-- means: Items that came into a state, or into a later one, for the first time.
-- rules: Skipping a state counts as having arrived in it; coming back does not count again.
-- needs: boards
-- series: state
-- tags: release, feature, type, origin
-- values: items count
-- explain: flow
SELECT bucket, state/*tags*/, count(*) AS items
FROM flow_arrivals a
/*tags: JOIN numbered_issues i ON i.item = a.item */
JOIN bucket_days ON utc_day = CAST(happened_at AS DATE) AND happened_at >= starts AND happened_at < ends
GROUP BY bucket, state/*tags*/
