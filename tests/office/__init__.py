"""The command line, and the program on an office's PC."""
