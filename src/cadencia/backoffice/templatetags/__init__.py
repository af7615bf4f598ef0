"""What templates may say of figures, dates, fields and addresses."""
