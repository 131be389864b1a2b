"""Guest + subject + bank + minutes -> outline: selection, clock, memory, refresh."""
