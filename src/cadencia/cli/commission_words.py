"""The words of `cadencia commissions`."""

from cadencia.cli.wording import Said

WORDS = {
    "title": Said(
        "Comisiones · {company} · del {since} al {until}",
        "Commissions · {company} · {since} to {until}",
    ),
    "sales_rep": Said("Vendedor", "Salesperson"),
    "lines": Said("Líneas", "Lines"),
    "net": Said("Neto", "Net"),
    "commission": Said("Comisión", "Commission"),
    "nothing": Said(
        "Nadie ha ganado comisión en esas fechas.", "Nobody earned any commission then."
    ),
    "without_cost": Said(
        "{name}: {count} líneas van al margen y su artículo no tiene coste: no cuentan.",
        "{name}: {count} lines go by their margin and their item has no cost: they don't count.",
    ),
}
