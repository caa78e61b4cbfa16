"""New assignments: from a solution or a notebook with one, or copied from a template."""
