"""The words of `cadencia forecast`."""

from cadencia.cli.wording import Said

WORDS = {
    "title": Said(
        "Previsión · {company} · del {since} al {until}",
        "Forecast · {company} · {since} to {until}",
    ),
    "month": Said("Mes", "Month"),
    "customer": Said("Cliente", "Customer"),
    "item": Said("Artículo", "Item"),
    "kind": Said("Tipo de contrato", "Contract type"),
    "sales_rep": Said("Vendedor", "Salesperson"),
    "type": Said("Documento", "Document"),
    "currency": Said("Moneda", "Currency"),
    "documents": Said("Documentos", "Documents"),
    "net": Said("Neto", "Net"),
    "total": Said("Total", "Total"),
    "cash": Said("Cobros", "Payments"),
    "sum": Said("Suma", "Sum"),
    "nothing": Said(
        "No se espera facturar nada en esos meses.", "Nothing is expected to be billed then."
    ),
    "contracts": Said(
        "{count} contratos facturarán algo.", "{count} contracts will bill something."
    ),
    "parked": Said(
        "Desde su fecha no se pueden facturar; hasta entonces cuentan:",
        "From their date on these can't be billed; up to then they count:",
    ),
    "parked_one": Said("{contract}, del {date}: {reason}", "{contract}, of {date}: {reason}"),
    "more_parked": Said("… y {count} más: véalos con --json.", "… and {count} more: see --json."),
    "more_rows": Said(
        "… y {count} filas más: véalas con --rows, --csv o --json.",
        "… and {count} more rows: see them with --rows, --csv or --json.",
    ),
    "drafts_counted": Said(
        "Se cuentan también los borradores, como si ya estuvieran posteados.",
        "Drafts are counted too, as if they were posted already.",
    ),
    "bad_months": Said(
        "--months: escriba un número de 1 a {most}.", "--months: write a number from 1 to {most}."
    ),
    "bad_group": Said(
        "--by: «{value}» no vale; elija entre {choices}, separados por comas.",
        '--by: "{value}" won\'t do; choose from {choices}, separated by commas.',
    ),
    "twice": Said("--by: «{value}» está repetido; deje uno.", '--by: "{value}" is there twice.'),
    "json_or_csv": Said(
        "--json, --csv: se excluyen; deje uno.", "--json, --csv: keep one of them."
    ),
}

GROUPS = {
    "mes": "month",
    "cliente": "customer",
    "articulo": "item",
    "artículo": "item",
    "tipo": "kind",
    "vendedor": "sales_rep",
    "sales-rep": "sales_rep",
    "documento": "type",
}
"""What `--by` understands beside its own words."""
