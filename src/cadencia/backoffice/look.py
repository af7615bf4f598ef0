"""What Unfold is told: name, colors, sidebar. Read by the settings, and so without Django."""

from typing import Any

# Slate greys and a petrol blue: figures are to be read for eight hours. In oklch, as Unfold's.
_GREYS = {
    "50": "oklch(98.4% .003 247.8)",
    "100": "oklch(96.8% .006 247.9)",
    "200": "oklch(92.4% .011 253.0)",
    "300": "oklch(86.4% .018 253.0)",
    "400": "oklch(70.0% .028 256.8)",
    "500": "oklch(53.6% .032 257.4)",
    "600": "oklch(43.8% .032 257.3)",
    "700": "oklch(36.4% .032 257.3)",
    "800": "oklch(26.6% .028 260.0)",
    "900": "oklch(20.4% .024 265.7)",
    "950": "oklch(14.5% .020 265.7)",
}
_PETROL = {
    "50": "oklch(97.6% .013 220)",
    "100": "oklch(94.6% .028 220)",
    "200": "oklch(90.0% .048 220)",
    "300": "oklch(83.5% .078 222)",
    "400": "oklch(74.0% .110 224)",
    "500": "oklch(62.5% .115 226)",
    "600": "oklch(51.5% .100 228)",
    "700": "oklch(44.5% .087 229)",
    "800": "oklch(38.5% .072 230)",
    "900": "oklch(33.0% .058 232)",
    "950": "oklch(25.0% .046 234)",
}

UNFOLD: dict[str, Any] = {
    "SITE_TITLE": "Cadencia",
    "SITE_HEADER": "Cadencia",
    "SITE_URL": None,
    "SHOW_HISTORY": False,  # the history is ours, written by the database
    "SHOW_VIEW_ON_SITE": False,
    "THEME": "cadencia.backoffice.context.theme_of",
    "BORDER_RADIUS": "6px",
    "COLORS": {"base": _GREYS, "primary": _PETROL},
    "SIDEBAR": {"navigation": "cadencia.backoffice.navigation.sidebar"},
}
