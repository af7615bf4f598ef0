"""Documents sent by e-mail: sending, what was sent, the company's server and texts (DO-6)."""
