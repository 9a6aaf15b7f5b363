"""Rules, what they find, and who explains it."""
