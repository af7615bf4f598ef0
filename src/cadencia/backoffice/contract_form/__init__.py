"""The screen in which a contract is registered and changed: see docs/decisions/0093."""
