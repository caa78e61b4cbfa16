"""Show a report: as a page, as terminal text, as JSON and as a record of the gradebook."""
