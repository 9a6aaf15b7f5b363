"""`make bundle`: the zip for office PCs. Among the tests, not in the product: it needs pip, hatchling and a network."""
