"""Bring a folder of results up to date: worker processes, pool, stale attempts."""
