"""What was issued, and what of it is another now."""
