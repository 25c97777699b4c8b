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
  SELECT issue_id, state, happened_at, 1 AS change FROM flow_arrivals
  UNION ALL
  SELECT a.issue_id, s.state, a.happened_at, -1 FROM flow_arrivals a JOIN states s ON s.position = a.position - 1
) c
/*tags: JOIN product_issues i ON i.id = c.issue_id */
JOIN timeline ON happened_at >= starts AND happened_at < ends
GROUP BY bucket, state/*tags*/
