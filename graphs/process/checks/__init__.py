"""The checks of a process, one subject in a file."""
