"""How a workspace begins, and whether one would run: `pipeline new` and `pipeline lint`."""
