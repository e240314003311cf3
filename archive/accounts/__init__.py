"""The people who work in the archive; nothing else."""
