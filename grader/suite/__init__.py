"""The suite and its file: the narrow waist between an assignment and everything else."""
