"""What waits and remembers: one workflow, one file."""
