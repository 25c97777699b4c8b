-- title: Issues created
-- means: Issues that were created.
-- needs: boards
-- values: issues count
-- tags: type, priority, origin, release, feature
-- explain: issues
SELECT bucket/*tags*/, count(*) AS issues
FROM product_issues JOIN bucket_days ON utc_day = CAST(created_date AS DATE) AND created_date >= starts AND created_date < ends
GROUP BY bucket/*tags*/
