"""Change one symbol of a line: to find the repair of a slip, or to plant one."""
