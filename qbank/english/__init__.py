"""Words, asks, spoken English and the lint: what qbank knows of the language."""
