-- Every attempt to deploy in scopes of the project, each once, whatever came of it and wherever it went.
SELECT id AS deployment_id, environment, result, status, duration_sec,
  coalesce(finished_date, started_date, created_date) AS happened_at
FROM cicd_deployments
WHERE cicd_scope_id IN (SELECT id FROM product_scopes)
UNION ALL
SELECT coalesce(nullif(cicd_deployment_id, ''), id), min(environment), min(result), min(status), max(duration_sec),
  max(coalesce(finished_date, started_date, created_date))
FROM product_deployment_commits
WHERE coalesce(nullif(cicd_deployment_id, ''), id) NOT IN (SELECT id FROM cicd_deployments)
GROUP BY 1
