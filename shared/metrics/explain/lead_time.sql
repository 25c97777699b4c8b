-- How a merged pull request comes to a production deployment.
SELECT 'repositories mapped to the project' AS rule, count(*) AS count FROM product_repos
UNION ALL SELECT 'production deployments', count(*) FROM production_deployments
UNION ALL SELECT 'commits of these with a predecessor', count(*) FROM product_deployment_commits WHERE result = 'SUCCESS' AND environment = 'PRODUCTION' AND nullif(prev_success_deployment_commit_id, '') IS NOT NULL
UNION ALL SELECT 'pull requests merged', count(*) FROM product_prs WHERE status = 'MERGED'
UNION ALL SELECT 'of these with a merge commit', count(*) FROM product_prs WHERE status = 'MERGED' AND nullif(merge_commit_sha, '') IS NOT NULL
UNION ALL SELECT 'of these found between two deployments', count(*) FROM product_prs WHERE status = 'MERGED' AND merge_commit_sha IN (SELECT commit_sha FROM commits_diffs)
UNION ALL SELECT 'of these linked to a production deployment', count(*) FROM linked_prs
UNION ALL SELECT 'of these deployed in the range', count(*) FROM linked_prs JOIN bucket_days ON utc_day = CAST(deployed_at AS DATE) AND deployed_at >= starts AND deployed_at < ends
