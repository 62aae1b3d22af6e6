"""Text messages: how they are split, and the gateways that take them."""
