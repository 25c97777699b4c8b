-- Comments and reviews on the project's pull requests by somebody else than their author; of an unknown author, by anybody.
SELECT c.pull_request_id, c.type, c.created_date
FROM pull_request_comments c JOIN product_prs p ON p.id = c.pull_request_id
WHERE nullif(p.author_id, '') IS NULL OR c.account_id IS DISTINCT FROM p.author_id
