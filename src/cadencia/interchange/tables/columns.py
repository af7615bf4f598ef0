"""What a column is, and the columns of customers, items, taxes and prices."""

from dataclasses import dataclass

from cadencia.interchange.tables import words
from cadencia.interchange.tables.cells import (
    Amount,
    Cell,
    Choice,
    Codes,
    Day,
    Parts,
    Text,
    Whole,
    Wholes,
    YesNo,
)

_ANY_TEXT = Text()


@dataclass(frozen=True, slots=True)
class Column:
    """A column: the field it fills (`payment_terms.days`), its headings, its kind of cell."""

    path: str
    es: str
    en: str
    cell: Cell = _ANY_TEXT
    also: tuple[str, ...] = ()  # other headings understood
    required: bool = False

    def heading(self, language: str) -> str:
        """Return the heading that is written in a language."""
        return self.es if language == "es" else self.en


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of sheet: what its rows are."""

    name: str
    es: str
    en: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]  # fields that tell one row from another
    also: tuple[str, ...] = ()  # other names of the sheet
    blank_is_default: bool = True  # a blank cell sets the field back; else it says nothing

    def title(self, language: str) -> str:
        """Return what the sheet is called in a language."""
        return self.es if language == "es" else self.en


MONEY = Amount(decimals=8)
PERCENT = Amount(decimals=8, percent=True)
QUANTITY = Amount(decimals=6)
CODE = Text(limit=80)
NAME = Text(limit=500)
DAY = Day()
YES_NO = YesNo()


# Of a customer or of a contract (R5).
PAYMENT_TERMS: tuple[Column, ...] = (
    Column(
        "payment_terms.days",
        "Días de crédito",
        "Credit days",
        Whole(maximum=3650),
        ("plazo de crédito", "plazo", "payment days", "días de pago aplazado"),
    ),
    Column(
        "payment_terms.months",
        "Meses de crédito",
        "Credit months",
        Whole(maximum=120),
        ("payment months",),
    ),
    Column(
        "payment_terms.month_end",
        "A fin de mes",
        "Month end",
        YES_NO,
        ("fin de mes", "end of month"),
    ),
    Column(
        "payment_terms.fixed_days",
        "Días fijos de pago",
        "Fixed payment days",
        Wholes(minimum=1, maximum=31),
        ("días de pago", "fixed days"),
    ),
    Column(
        "payment_terms.parts",
        "Plazos de pago",
        "Payment parts",
        Parts(),
        ("vencimientos", "parts"),
    ),
    Column(
        "payment_terms.business_day",
        "Pago en día hábil",
        "Payment business day",
        Choice(words.BUSINESS_DAY),
    ),
)


def _address() -> tuple[Column, ...]:
    return (
        Column("address", "Dirección", "Address", Text(), ("domicilio", "calle", "street")),
        Column(
            "postal_code",
            "Código postal",
            "Postal code",
            CODE,
            ("cp", "c.p.", "postcode", "zip", "zip code"),
        ),
        Column("city", "Población", "City", NAME, ("ciudad", "localidad", "municipio", "town")),
        Column("province", "Provincia", "Province", NAME, ("state", "region", "county")),
        Column("country", "País", "Country", CODE, ("código de país", "country code")),
    )


CUSTOMERS = Kind(
    name="customers",
    es="Clientes",
    en="Customers",
    also=("cliente", "customer", "socios", "abonados", "asegurados", "alumnos"),
    key=("code",),
    columns=(
        Column(
            "code", "Código", "Code", CODE, ("cliente", "customer", "código cliente"), required=True
        ),
        Column("name", "Nombre", "Name", NAME, ("nombre y apellidos", "full name"), required=True),
        Column("legal_name", "Razón social", "Legal name", NAME, ("nombre fiscal", "company name")),
        Column(
            "tax_id", "NIF", "Tax ID", CODE, ("cif", "dni", "nie", "vat", "vat number", "vat id")
        ),
        *_address(),
        Column("email", "Correo", "E-mail", NAME, ("correo electrónico", "mail")),
        Column("billing_email", "Correo de facturación", "Billing e-mail", NAME),
        Column("email_copy", "Copia del correo a", "E-mail copy to", NAME),
        Column("sending", "Envío por correo", "Sending by e-mail", Choice(words.SENDING)),
        Column("phone", "Teléfono", "Phone", CODE, ("tel", "móvil", "telephone", "mobile")),
        Column("language", "Idioma", "Language", Choice(words.LANGUAGE)),
        Column(
            "is_business",
            "Es empresa",
            "Is business",
            YES_NO,
            ("empresa", "empresario o profesional", "business"),
        ),
        Column(
            "surcharge",
            "Recargo de equivalencia",
            "Equivalence surcharge",
            YES_NO,
            ("recargo", "surcharge"),
        ),
        Column("decimals", "Decimales", "Decimals", Whole(maximum=6), ("# de decimales",)),
        *PAYMENT_TERMS,
        Column("payment_method", "Forma de pago", "Payment method", CODE),
        Column("mandate", "Mandato", "Mandate", CODE, ("mandato sepa", "sepa mandate")),
        Column("iban", "IBAN", "IBAN", CODE, ("cuenta", "cuenta bancaria", "bank account")),
        Column("price_list", "Tarifa", "Price list", CODE),
        Column(
            "delivery_address",
            "Dirección de entrega",
            "Delivery address",
            NAME,
        ),
        Column(
            "bill_to",
            "Código facturación",
            "Bill to",
            CODE,
            ("facturar a", "cliente de facturación"),
        ),
        Column("group_contracts", "Agrupar contratos", "Group contracts", YES_NO),
        Column("notes", "Notas", "Notes", Text(), ("observaciones", "comments")),
    ),
)

ADDRESSES = Kind(
    name="addresses",
    es="Direcciones",
    en="Addresses",
    also=("direcciones de entrega", "delivery addresses"),
    key=("customer", "label"),
    columns=(
        Column("customer", "Cliente", "Customer", CODE, ("código cliente",), required=True),
        Column("label", "Nombre", "Name", NAME, ("etiqueta", "label"), required=True),
        *_address(),
    ),
)

TAXES = Kind(
    name="taxes",
    es="Impuestos",
    en="Taxes",
    also=("impuesto", "tax"),
    key=("code",),
    columns=(
        Column("code", "Código", "Code", CODE, (), required=True),
        Column("tax", "Impuesto", "Tax", NAME, ("nombre", "name"), required=True),
        Column("rate", "Tipo", "Rate", PERCENT, ("porcentaje", "%", "percent"), required=True),
        Column("surcharge", "Recargo", "Surcharge", PERCENT, ("recargo de equivalencia",)),
        Column("exemption", "Exención", "Exemption", NAME, ("causa de exención",)),
        Column("mention", "Mención", "Mention", Text(), ("mención en factura",)),
    ),
)

ITEMS = Kind(
    name="items",
    es="Artículos",
    en="Items",
    also=("artículo", "item", "productos", "servicios", "products", "conceptos"),
    key=("code",),
    columns=(
        Column("code", "Código", "Code", CODE, ("artículo", "item"), required=True),
        Column("name", "Nombre", "Name", NAME, ("descripción", "description")),
        Column("price", "Precio", "Price", MONEY, ("pvp", "importe", "tarifa base")),
        Column("recurrent", "Recurrente", "Recurrent", YES_NO, ("producto recurrente",)),
        Column(
            "stocked", "Inventariado", "Stocked", YES_NO, ("producto inventariado", "de almacén")
        ),
        Column("cost", "Coste", "Cost", MONEY, ("costo",)),
        Column("taxes", "Impuestos", "Taxes", Codes(), ("impuesto", "iva", "tax")),
        Column(
            "default_every",
            "Frecuencia habitual",
            "Default every",
            Whole(minimum=1, maximum=1000),
        ),
        Column(
            "default_unit",
            "Periodicidad habitual",
            "Default unit",
            Choice(words.UNIT),
        ),
        Column("account", "Cuenta", "Account", CODE, ("cuenta contable",)),
    ),
)

PRICE_LISTS = Kind(
    name="price_lists",
    es="Tarifas",
    en="Price lists",
    also=("tarifa", "price list", "lista de precios"),
    key=("list", "item", "min_quantity", "from"),
    columns=(
        Column("list", "Tarifa", "Price list", CODE, ("lista", "código"), required=True),
        Column("item", "Artículo", "Item", CODE, ("código artículo",), required=True),
        Column(
            "min_quantity", "Cantidad mínima", "Minimum quantity", QUANTITY, ("desde cantidad",)
        ),
        Column("price", "Precio", "Price", MONEY, ("importe",), required=True),
        Column("from", "Desde", "From", DAY, ("fecha desde", "válido desde")),
        Column("until", "Hasta", "Until", DAY, ("fecha hasta", "válido hasta", "to")),
    ),
)

SPECIAL_PRICES = Kind(
    name="special_prices",
    es="Precios especiales",
    en="Special prices",
    also=("precio especial", "special price", "precios de cliente"),
    key=("customer", "item", "from"),
    columns=(
        Column("customer", "Cliente", "Customer", CODE, ("código cliente",), required=True),
        Column("item", "Artículo", "Item", CODE, ("código artículo",), required=True),
        Column("price", "Precio", "Price", MONEY, ("importe",), required=True),
        Column("from", "Desde", "From", DAY, ("fecha desde", "válido desde")),
        Column("until", "Hasta", "Until", DAY, ("fecha hasta", "válido hasta", "to")),
    ),
)

FORMULAS = Kind(
    name="formulas",
    es="Fórmulas",
    en="Formulas",
    also=("fórmula", "formula"),
    key=("name",),
    columns=(
        Column("name", "Nombre", "Name", CODE, ("código", "code"), required=True),
        Column(
            "expression", "Expresión", "Expression", Text(), ("fórmula", "formula"), required=True
        ),
        Column("parameters", "Parámetros", "Parameters", Codes()),
    ),
)

INDEXES = Kind(
    name="indexes",
    es="Índices",
    en="Indexes",
    also=("índice", "index", "ipc"),
    key=("name", "month"),
    columns=(
        Column("name", "Índice", "Index", CODE, ("nombre", "name"), required=True),
        Column("month", "Mes", "Month", CODE, (), required=True),
        Column("value", "Valor", "Value", MONEY, (), required=True),
    ),
)

MASTERS = (
    TAXES,
    ITEMS,
    FORMULAS,
    INDEXES,
    PRICE_LISTS,
    CUSTOMERS,
    ADDRESSES,
    SPECIAL_PRICES,
)
