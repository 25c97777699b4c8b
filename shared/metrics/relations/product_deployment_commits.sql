-- What deployments in scopes of the project brought to an environment.
SELECT * FROM cicd_deployment_commits WHERE cicd_scope_id IN (SELECT id FROM product_scopes)
