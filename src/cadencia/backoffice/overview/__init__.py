"""What waits, what was billed and will be: the dashboard and the forecast."""
