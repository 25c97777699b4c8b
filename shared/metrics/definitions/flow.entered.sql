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
/*tags: JOIN numbered_issues i ON i.item = a.item */
LEFT JOIN bucket_days ON utc_day = CAST(happened_at AS DATE) AND happened_at >= starts AND happened_at < ends
WHERE bucket IS NOT NULL OR happened_at < (SELECT min(starts) FROM buckets)
GROUP BY bucket, state/*tags*/
