"""A folder of results brought up to date: worker processes, pool, what is stale."""
