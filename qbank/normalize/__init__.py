"""Items to patterns, categories and templates."""
