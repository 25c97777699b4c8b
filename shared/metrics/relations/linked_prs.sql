-- The project's merged pull requests whose commits a production deployment brought, with the time at which it finished.
SELECT p.*, d.deployment_id, d.finished_date AS deployed_at
FROM pr_parts p
JOIN product_deployment_commits c ON c.id = p.deployment_commit_id
JOIN production_deployments d ON d.deployment_id = coalesce(nullif(c.cicd_deployment_id, ''), c.id)
