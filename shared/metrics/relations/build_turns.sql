-- Finished builds that succeeded or failed, beside the result before on the same scope and branch.
SELECT p.id, p.cicd_scope_id, b.branch, p.finished_date AS happened_at, p.result,
  lag(p.result) OVER (PARTITION BY p.cicd_scope_id, b.branch ORDER BY p.finished_date, p.id) AS before
FROM product_pipelines p
LEFT JOIN (SELECT pipeline_id, min(branch) AS branch FROM cicd_pipeline_commits GROUP BY pipeline_id) b
  ON b.pipeline_id = p.id
WHERE p.finished_date IS NOT NULL AND p.result IN ('SUCCESS', 'FAILURE')
