"""The documents, the tools for the tests, and how fast all is."""
