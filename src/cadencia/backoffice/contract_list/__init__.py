"""The list of contracts, what is due of them, acts on many of them."""
