"""Submissions that attack: what each tries, and whether it came to anything."""
