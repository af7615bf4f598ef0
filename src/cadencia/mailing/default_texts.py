"""What messages say where the company hasn't written anything else."""

from typing import Final, NamedTuple


class Text(NamedTuple):
    """Subject and body of a message, with their variables."""

    subject: str
    body: str


DEFAULTS: Final = {
    "es": Text(
        "<DOCUMENTO> de <EMPRESA>",
        "Buenos días:\n\n"
        "Enviamos adjunto el documento <DOCUMENTO>, con fecha <FECHA>.\n\n"
        "Un saludo,\n<EMPRESA>\n",
    ),
    "en": Text(
        "<DOCUMENT> from <COMPANY>",
        "Hello,\n\nPlease find attached <DOCUMENT>, dated <DATE>.\n\nKind regards,\n<COMPANY>\n",
    ),
}
