"""The indicators' own `.sql` files on other engines than DuckDB, row for row: `python -m bench engines`."""
