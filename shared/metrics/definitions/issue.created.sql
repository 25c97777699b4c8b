-- title: Issues created
-- means: Issues that were created.
-- needs: boards
-- values: issues count
-- tags: type, priority, origin, release, feature
-- explain: issues
SELECT bucket/*tags*/, count(*) AS issues
FROM product_issues JOIN buckets ON created_date >= starts AND created_date < ends
GROUP BY bucket/*tags*/
