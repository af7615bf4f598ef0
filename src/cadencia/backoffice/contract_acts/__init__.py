"""What is done to one contract: each act a dialog that says what it will do before it does it."""
