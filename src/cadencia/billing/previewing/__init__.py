"""Previews that are kept: asked for, calculated by a job, paged through, deselected from, run."""
