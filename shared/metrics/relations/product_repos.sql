-- The repositories that are mapped to the project.
SELECT row_id AS id FROM project_mapping, given WHERE project_name = project AND "table" = 'repos'
