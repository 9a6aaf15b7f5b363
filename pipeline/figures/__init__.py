"""The accepted values as one frame: their totals, their months, their sources, and how each is shown."""
