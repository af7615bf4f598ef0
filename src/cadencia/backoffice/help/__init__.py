"""The manual in the program, one key away from the screen that a page explains."""
