"""What an instructor hands out: task sheet, starter, public cases and the self-check."""
