"""Knows how `up` keeps the processes of one installation alive."""
