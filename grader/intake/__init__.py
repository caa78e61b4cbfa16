"""What was handed in: folders and files, found by name and read with suspicion.

Nothing is parsed, imported or extracted here.  Identity comes from the name of the folder or file
alone, never from what is in it.
"""

from grader.intake.folder import HandedIn, Unreadable, collect, require

__all__ = ["HandedIn", "Unreadable", "collect", "require"]
