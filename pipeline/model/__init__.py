"""The nouns of the product: frozen values that travel between the steps; they import nothing of ours."""
