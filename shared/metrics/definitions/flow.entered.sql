-- title: Entered
-- means: Items that had come into a state, or into a later one, by the end of the bucket.
-- rules: Never decreases - items that move back stay counted.
-- needs: boards
-- series: state
-- tags: release, feature, type, origin
-- values: items count
-- running: yes
-- explain: flow
SELECT bucket, state/*tags*/, count(*) AS items
FROM flow_arrivals a
/*tags: JOIN product_issues i ON i.id = a.issue_id */
JOIN timeline ON happened_at >= starts AND happened_at < ends
GROUP BY bucket, state/*tags*/
