-- From the first failure after a success to the next success on the same scope and branch.
SELECT cicd_scope_id, branch, failed_at, happened_at AS recovered_at
FROM (
  SELECT *, max(CASE WHEN result = 'FAILURE' AND before = 'SUCCESS' THEN happened_at END)
    OVER (PARTITION BY cicd_scope_id, branch ORDER BY happened_at, id ROWS UNBOUNDED PRECEDING) AS failed_at
  FROM build_turns
)
WHERE result = 'SUCCESS' AND before = 'FAILURE' AND failed_at IS NOT NULL
