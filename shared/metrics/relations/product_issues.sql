-- The issues of the project, each once, on however many of its boards it is.
SELECT *, fix_versions AS release, epic_key AS feature
FROM issues
WHERE id IN (SELECT issue_id FROM board_issues WHERE board_id IN (SELECT id FROM product_boards))
