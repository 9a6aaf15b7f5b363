"""What units report in words: the sheet that asks for it, how it is read, and what of it a paper quotes."""
