"""Grades derivations handed in as code, and names the step that is wrong."""

__version__ = "0.1.0"
