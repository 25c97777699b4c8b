-- title: Closed without merge, share
-- means: The share of the pull requests closed in the bucket that were not merged.
-- rules: Merged ones are closed when they are merged. N/A if none was closed.
-- needs: repos
-- values: rate %, unmerged count, closed count
-- tags: type, component
-- explain: prs
SELECT bucket/*tags*/, 100.0 * count(*) FILTER (status = 'CLOSED') / count(*) AS rate,
  count(*) FILTER (status = 'CLOSED') AS unmerged, count(*) AS closed
FROM product_prs JOIN bucket_days ON utc_day = CAST(over_date AS DATE) AND over_date >= starts AND over_date < ends
GROUP BY bucket/*tags*/
