"""What lies in inbox/, what of it counts, and what is decided about it."""
