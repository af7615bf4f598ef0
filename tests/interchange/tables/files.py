"""Files for tests: what stands in them is written in the test itself."""

from cadencia.interchange.tables import reading


def read(folder, files, *, locale="es", language="en", kind=None):
    """Return the bundle of files given as name -> text or bytes."""
    paths = []
    for name, content in files.items():
        path = folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        paths.append(path)
    return reading.read_files(paths, locale=locale, language=language, kind=kind)


def spots(bundle):
    """Return each problem as (file, row, column, code)."""
    return [
        (each.place.file, each.place.row, each.place.column, each.code) for each in bundle.problems
    ]
