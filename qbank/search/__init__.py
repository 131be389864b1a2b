"""Search past questions by theme."""
