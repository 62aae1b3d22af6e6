"""The demo: a customer and an agent, played by SIPp, live the story of one case on a running Centralka."""
