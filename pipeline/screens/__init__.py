"""What the office sees on the screen: after a run, a round of chasing, an issue, a question."""
