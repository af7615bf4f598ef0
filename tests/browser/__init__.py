"""What a person does with keyboard, mouse and eyes, in a real browser."""
