-- Pipelines of the project that are nobody's children.
SELECT * FROM cicd_pipelines WHERE cicd_scope_id IN (SELECT id FROM product_scopes) AND is_child IS NOT TRUE
