"""What the claims of speed rest on: ratios measured in the same minutes on the same machine."""
