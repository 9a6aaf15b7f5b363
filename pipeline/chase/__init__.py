"""Who owes what on a day: texts for the units, the list for the wall, the reference for assessment."""
