-- The parts of the project's merged pull requests, as the enricher computed them.
SELECT m.*
FROM project_pr_metrics m, given
WHERE m.project_name = project AND m.id IN (SELECT id FROM product_prs WHERE status = 'MERGED')
