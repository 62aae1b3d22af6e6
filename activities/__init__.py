"""The only side effects of workflows, typed against ports."""
