-- title: Linked to an issue
-- means: The share of the pull requests merged in the bucket that are linked to an issue.
-- needs: repos
-- values: rate %, linked count, pull_requests count
-- tags: type, component
-- explain: prs
SELECT bucket/*tags*/, 100.0 * count(*) FILTER (is_linked) / count(*) AS rate,
  count(*) FILTER (is_linked) AS linked, count(*) AS pull_requests
FROM (
  SELECT *, id IN (SELECT pull_request_id FROM pull_request_issues) AS is_linked
  FROM product_prs WHERE status = 'MERGED'
) JOIN bucket_days ON utc_day = CAST(merged_date AS DATE) AND merged_date >= starts AND merged_date < ends
GROUP BY bucket/*tags*/
