"""How the properties of the core are tried."""

from hypothesis import settings

# How fast the machine is on the day says nothing about a rule.
settings.register_profile("rules", deadline=None)
settings.load_profile("rules")
