"""Performance figures, each one a ratio of two arms that ran interleaved."""
