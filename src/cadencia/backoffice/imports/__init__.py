"""Imports with their dry run shown row by row, and exports."""
