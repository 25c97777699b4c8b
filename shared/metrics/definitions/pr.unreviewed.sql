-- title: Merged without review
-- means: The share of the pull requests merged in the bucket that nobody else reviewed.
-- rules: A review is a verdict or a comment on a line by another account than the author; a comment of the
--   conversation is none.
-- needs: repos
-- values: rate %, unreviewed count, pull_requests count
-- tags: type, component
-- explain: prs
SELECT bucket/*tags*/, 100.0 * count(*) FILTER (NOT is_reviewed) / count(*) AS rate,
  count(*) FILTER (NOT is_reviewed) AS unreviewed, count(*) AS pull_requests
FROM (
  SELECT *, id IN (SELECT pull_request_id FROM reviews WHERE type IN ('DIFF', 'REVIEW')) AS is_reviewed
  FROM product_prs WHERE status = 'MERGED'
) JOIN bucket_days ON utc_day = CAST(merged_date AS DATE) AND merged_date >= starts AND merged_date < ends
GROUP BY bucket/*tags*/
