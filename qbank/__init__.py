"""qbank: an interview question bank. Text in, records out; see docs/ARCHITECTURE.md for the words and the flow."""
