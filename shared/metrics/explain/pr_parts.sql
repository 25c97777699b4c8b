-- What the parts of a pull request are made of.
SELECT 'repositories mapped to the project' AS rule, count(*) AS count FROM product_repos
UNION ALL SELECT 'pull requests merged', count(*) FROM product_prs WHERE status = 'MERGED'
UNION ALL SELECT 'of these with their parts computed (enrich)', count(*) FROM pr_parts
UNION ALL SELECT 'of these merged in the range', count(*) FROM pr_parts JOIN bucket_days ON utc_day = CAST(pr_merged_date AS DATE) AND pr_merged_date >= starts AND pr_merged_date < ends
UNION ALL SELECT 'with a first commit', count(*) FROM pr_parts WHERE first_commit_authored_date IS NOT NULL
UNION ALL SELECT 'with a comment or review by somebody else', count(*) FROM pr_parts WHERE first_comment_date IS NOT NULL
UNION ALL SELECT 'linked to a deployment', count(*) FROM pr_parts WHERE nullif(deployment_commit_id, '') IS NOT NULL
