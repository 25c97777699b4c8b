-- title: Issues resolved
-- means: Issues whose present resolution lies in the bucket.
-- rules: A re-opened issue has its last resolution, so a re-opening lowers an earlier bucket.
-- needs: boards
-- values: issues count
-- tags: type, priority, origin, release, feature
-- explain: issues
SELECT bucket/*tags*/, count(*) AS issues
FROM product_issues JOIN bucket_days ON utc_day = CAST(resolution_date AS DATE) AND resolution_date >= starts AND resolution_date < ends
GROUP BY bucket/*tags*/
