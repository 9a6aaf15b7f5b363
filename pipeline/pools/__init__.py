"""Many files read at once, here or on other machines, and kept for the next run."""
