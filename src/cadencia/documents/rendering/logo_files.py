"""A logo as it is kept: drawn anew from its pixels, so that nothing else in the file is."""

from io import BytesIO

from cadencia.documents.rendering.logos import LogoNotAPicture, check_logo
from cadencia.documents.rendering.printable import LogoKind


def cleaned(data: bytes) -> bytes:
    """Return a logo just uploaded without what isn't the picture: place, camera, comments.

    An SVG of plain shapes has nothing else and stays as it is.

    :raises LogoRefused: one of its subclasses, if it can't be used.
    """
    logo = check_logo(data)
    if logo.kind is LogoKind.SVG:
        return data
    from PIL import Image, UnidentifiedImageError  # here: it takes its time to load

    written = BytesIO()
    try:
        with Image.open(BytesIO(data)) as opened:
            opened.load()
            picture = opened.convert("RGBA") if opened.mode == "P" else opened
            plain = Image.new(picture.mode, picture.size)
            plain.paste(picture)
            if logo.kind is LogoKind.PNG:
                plain.save(written, "PNG", optimize=True)
            else:
                plain.save(written, "JPEG", quality=92)
    except (UnidentifiedImageError, OSError, ValueError) as reason:
        raise LogoNotAPicture from reason
    found = written.getvalue()
    check_logo(found)
    return found
