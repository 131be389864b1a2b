"""What a host does, from files to files: no printing, no prompts, no HTTP."""
