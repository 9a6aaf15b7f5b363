"""What lies in the inbox: files with their receipts, the office's decisions, its own texts, whom to call."""
