"""`make bench`: what the program costs, against what else could be done, in one run."""
