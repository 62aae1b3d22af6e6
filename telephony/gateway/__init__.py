"""Knows how one gateway drives one Asterisk node: it compares what was ordered with what is, and acts."""
