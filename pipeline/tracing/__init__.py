"""What lies behind a figure: the question made out, and every part of it with its cell."""
