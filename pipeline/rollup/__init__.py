"""Roll-up: a published Annex 2 as what comes in one level up."""
