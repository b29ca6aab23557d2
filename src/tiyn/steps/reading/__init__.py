"""Reading publishers' files: in a process of their own, then into the tables in one go."""
