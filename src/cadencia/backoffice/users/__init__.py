"""Who works in the company, and what each user prefers."""
