"""What was issued, and what has changed since."""
