"""`python -m pipeline` where there is no make and no console script."""

from pipeline.entry import main

main()
