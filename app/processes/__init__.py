"""Knows what each of our processes runs; one file each."""
