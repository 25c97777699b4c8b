/** Questions as metrics ask them, over everything that is there. */
export const questions: Readonly<Record<string, string>> = {
  'lead time of issues by month and type, mean and percentiles': `
    SELECT date_trunc('month', resolution_date) AS month, type, count(*) AS issues, avg(lead_time_minutes) AS mean,
      quantile_cont(lead_time_minutes, [0.5, 0.85, 0.95]) AS percentiles
    FROM issues WHERE resolution_date IS NOT NULL GROUP BY ALL ORDER BY ALL`,
  'throughput by week, board and type': `
    SELECT date_trunc('week', i.resolution_date) AS week, b.board_id, i.type, count(DISTINCT i.id) AS done
    FROM issues i JOIN board_issues b ON b.issue_id = i.id JOIN project_mapping m ON m."table" = 'boards' AND m.row_id = b.board_id
    WHERE i.status = 'DONE' AND m.project_name = 'project1' GROUP BY ALL`,
  'work in progress and its age by board': `
    SELECT b.board_id, count(*) AS items, quantile_cont(date_diff('minute', i.created_date, TIMESTAMP '2026-01-01'), 0.5) AS age
    FROM issues i JOIN board_issues b ON b.issue_id = i.id WHERE i.status = 'IN_PROGRESS' GROUP BY ALL`,
  'cumulative flow: issues in each status at the end of each week': `
    WITH weeks AS (SELECT unnest(generate_series(TIMESTAMP '2022-01-03', TIMESTAMP '2026-01-01', INTERVAL 7 DAY)) AS week),
    moves AS (
      SELECT status, date_trunc('week', start_date) + INTERVAL 7 DAY AS week, count(*) AS change FROM issue_status_history GROUP BY ALL
      UNION ALL
      SELECT status, date_trunc('week', end_date) + INTERVAL 7 DAY, -count(*) FROM issue_status_history
        WHERE end_date IS NOT NULL GROUP BY ALL)
    SELECT w.week, m.status, sum(m.change) AS items FROM weeks w JOIN moves m ON m.week <= w.week GROUP BY ALL`,
  'age of open bugs at the end of each month': `
    WITH months AS (SELECT unnest(generate_series(TIMESTAMP '2025-01-01', TIMESTAMP '2026-01-01', INTERVAL 1 MONTH)) AS month)
    SELECT m.month, count(*) AS bugs, avg(date_diff('hour', i.created_date, m.month)) AS hours
    FROM months m JOIN issues i ON i.created_date < m.month AND (i.resolution_date IS NULL OR i.resolution_date >= m.month)
    WHERE i.type = 'BUG' GROUP BY ALL`,
  'pull requests: time to merge and size by month and repository': `
    SELECT date_trunc('month', merged_date) AS month, base_repo_id, count(*) AS merged, avg(additions + deletions) AS size,
      quantile_cont(date_diff('minute', created_date, merged_date), 0.5) AS minutes
    FROM pull_requests WHERE merged_date IS NOT NULL GROUP BY ALL`,
  'pull requests: first review by somebody else': `
    SELECT date_trunc('month', p.created_date) AS month, quantile_cont(date_diff('minute', p.created_date, r.first), 0.5) AS pickup
    FROM pull_requests p JOIN (
      SELECT c.pull_request_id, min(c.created_date) AS first FROM pull_request_comments c
      JOIN pull_requests q ON q.id = c.pull_request_id WHERE c.account_id <> q.author_id GROUP BY ALL) r ON r.pull_request_id = p.id
    GROUP BY ALL`,
  'DORA: deployment frequency, median days a week': `
    WITH days AS (
      SELECT DISTINCT m.project_name, date_trunc('day', d.finished_date) AS day FROM cicd_deployments d
      JOIN project_mapping m ON m."table" = 'cicd_scopes' AND m.row_id = d.cicd_scope_id
      WHERE d.result = 'SUCCESS' AND d.environment = 'PRODUCTION'),
    weeks AS (SELECT project_name, date_trunc('week', day) AS week, count(*) AS days FROM days GROUP BY ALL)
    SELECT project_name, date_trunc('month', week) AS month, median(days) AS days_a_week FROM weeks GROUP BY ALL`,
  'DORA: lead time for changes': `
    SELECT project_name, date_trunc('month', pr_deployed_date) AS month, median(pr_cycle_time) AS minutes
    FROM project_pr_metrics WHERE pr_deployed_date IS NOT NULL GROUP BY ALL`,
  'DORA: change failure rate': `
    SELECT m.project_name, date_trunc('month', d.finished_date) AS month, count(DISTINCT d.id) AS deployments,
      count(DISTINCT r.deployment_id) / count(DISTINCT d.id) AS rate
    FROM cicd_deployments d JOIN project_mapping m ON m."table" = 'cicd_scopes' AND m.row_id = d.cicd_scope_id
    LEFT JOIN project_incident_deployment_relationships r ON r.deployment_id = d.id
    WHERE d.result = 'SUCCESS' AND d.environment = 'PRODUCTION' GROUP BY ALL`,
  'DORA: time to restore': `
    SELECT m.project_name, date_trunc('month', i.resolution_date) AS month, median(i.lead_time_minutes) AS minutes
    FROM incidents i JOIN project_mapping m ON m."table" = 'boards' AND m.row_id = i.scope_id GROUP BY ALL`,
  'changes in deployments: commits, pull requests and what they waited for': `
    SELECT d.repo_id, date_trunc('month', d.finished_date) AS month, count(p.id) AS changes,
      quantile_cont(date_diff('minute', p.merged_date, d.finished_date), 0.5) AS waited
    FROM cicd_deployment_commits d JOIN pull_requests p ON p.merge_commit_sha = d.commit_sha GROUP BY ALL`,
};
