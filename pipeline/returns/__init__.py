"""What goes back to the units: marked copies, fresh forms, short texts, receipts."""
