"""The exceptions whose text is a sentence for whoever typed the command."""


class Refused(Exception):
    """Something can't be done; the text says what, and how to mend it."""

    exit_code = 1


class BadInput(Refused):
    """What was given can't be read; every line of the text names a field and the way out."""

    exit_code = 2
