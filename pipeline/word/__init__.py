"""A paper as a Word document: the office's template, filled by the names of its styles and by its places."""
