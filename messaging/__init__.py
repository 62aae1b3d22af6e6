"""Knows how messages are written, addressed and sent; neither the database nor the switch."""
