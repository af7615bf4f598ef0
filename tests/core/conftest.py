"""How the properties of the core are tried."""

from hypothesis import HealthCheck, settings

# How fast the machine is on the day says nothing about a rule, nor does the luck of the draw:
# contracts that can't be are drawn too, and left out.
settings.register_profile(
    "rules",
    deadline=None,
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)
settings.load_profile("rules")
