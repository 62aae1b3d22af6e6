"""Knows how Asterisk is configured: generated whole, never edited by hand."""
