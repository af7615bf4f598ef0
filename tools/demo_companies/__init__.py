"""The people and agreements of the demo companies, made up from a seed."""
