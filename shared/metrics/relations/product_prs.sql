-- The pull requests into repositories of the project.
SELECT *, CASE status WHEN 'MERGED' THEN merged_date WHEN 'CLOSED' THEN closed_date END AS over_date,
  CASE WHEN is_draft THEN 'draft' ELSE 'ready' END AS readiness
FROM pull_requests
WHERE base_repo_id IN (SELECT id FROM product_repos)
