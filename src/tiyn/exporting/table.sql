-- One table of the edition as it was published. {columns} and {table} are of the dictionary.

-- name: chosen
create temp view chosen as select {columns} from {table}
