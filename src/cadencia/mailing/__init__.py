"""Documents sent by e-mail: the company's server, its texts, and each delivery (DO-6)."""
