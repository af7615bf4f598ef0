"""Generating: what is asked, the preview, the run and what came of it (GE-1, GE-2, GE-10)."""
