"""Is the right line marked?  Labelled submissions, and programs with one planted mistake."""
