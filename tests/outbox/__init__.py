"""What is published as a whole: its figures, its folders, runs that are killed or meet each other."""
