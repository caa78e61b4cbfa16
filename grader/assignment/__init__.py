"""An instructor's folder, checked and built into a suite."""
