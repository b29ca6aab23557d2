-- Every text of a published file once. {columns}, {source}, {table} are of the dictionary or of the file's own head.

-- name: texts
select distinct {columns} as text from {source} where length({columns}) > 10 order by text

-- name: described
describe select * from {source}

-- name: every
select {columns} from {table} order by 1
