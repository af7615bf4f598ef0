"""The rules: pure functions over frozen values. No Django, no clock, no input or output."""
