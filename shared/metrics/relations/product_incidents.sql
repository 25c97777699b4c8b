-- Incidents of the project: issues of that type on its boards, and those pushed directly. One in both is one.
SELECT id, created_date, resolution_date, lead_time_minutes FROM product_issues WHERE type = 'INCIDENT'
UNION ALL
SELECT id, created_date, resolution_date, lead_time_minutes
FROM incidents
WHERE (scope_id IN (SELECT id FROM product_boards) OR scope_id IN (SELECT id FROM product_repos)
    OR scope_id IN (SELECT id FROM product_scopes))
  AND id NOT IN (SELECT id FROM product_issues WHERE type = 'INCIDENT')
