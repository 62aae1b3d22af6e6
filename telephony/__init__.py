"""The only place that knows Asterisk: AMI, generated configuration, events to domain values, prompts."""
