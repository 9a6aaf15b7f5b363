"""The check inside a form: the office's own rules as formulas, for the clerk who is typing."""
