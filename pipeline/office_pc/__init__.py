"""On an office PC: without make, administrator rights or network. start.py is run by the start files, menu.py asks."""
