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
/*tags: JOIN product_issues i ON i.id = a.issue_id */
JOIN buckets ON happened_at >= starts AND happened_at < ends
GROUP BY bucket, state/*tags*/
