"""One module a format: bytes or text to blocks."""
