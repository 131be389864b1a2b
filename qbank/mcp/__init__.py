"""The bank for an assistant: a few whole jobs over the Model Context Protocol, loaded by `qbank mcp` alone."""
