"""Plugs everything together: settings, wiring, processes, the command line."""
