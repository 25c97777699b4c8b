-- Which production deployment an incident of the project is put down to.
SELECT r.id AS incident_id, d.deployment_id, d.finished_date AS deployed_at
FROM project_incident_deployment_relationships r
JOIN given ON r.project_name = project
JOIN production_deployments d ON d.deployment_id = r.deployment_id
WHERE r.id IN (SELECT id FROM product_incidents)
