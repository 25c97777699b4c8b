-- Successful deployments to production, each once, finished when the last of its commits was.
SELECT coalesce(nullif(cicd_deployment_id, ''), id) AS deployment_id, max(finished_date) AS finished_date
FROM product_deployment_commits
WHERE result = 'SUCCESS' AND environment = 'PRODUCTION'
GROUP BY 1
HAVING max(finished_date) IS NOT NULL
