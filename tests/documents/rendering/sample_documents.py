"""Documents to print. Builders say only what matters to the case."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pypdf

from cadencia.documents.rendering.printable import (
    CoveredPeriod,
    DueDate,
    Kind,
    Party,
    Payment,
    Printable,
    PrintedLine,
    PrintedTotals,
    QrCode,
    TaxGroup,
    Withholding,
)

FEBRUARY = CoveredPeriod(first=date(2026, 2, 1), last=date(2026, 2, 28))
AN_ISSUER = Party(
    name="Mantenimientos del Mediterráneo, S.L.",
    tax_id="B12345674",
    address=("Avenida de la Constitución, 125, 3.º B", "46009 València"),
    contact=("Tel. 960 000 000",),
)
A_CUSTOMER = Party(
    name="Muñoz & Hijos, S.A.",
    tax_id="A58818501",
    address=("Calle Ñuñoa, 3", "29603 Marbella (Málaga)"),
)


def a_line(**changes: Any) -> PrintedLine:
    line = PrintedLine(
        description="Cuota de mantenimiento",
        quantity=Decimal("1"),
        unit_price=Decimal("29.99"),
        net=Decimal("29.99"),
        tax_rates=(Decimal(21),),
    )
    return replace(line, **changes)


def an_invoice(**changes: Any) -> Printable:
    invoice = Printable(
        kind=Kind.INVOICE,
        number="2026-0001",
        issued_on=date(2026, 2, 28),
        issuer=AN_ISSUER,
        recipient=A_CUSTOMER,
        lines=(a_line(),),
        currency="EUR",
        totals=PrintedTotals(
            net=Decimal("29.99"),
            taxes=(
                TaxGroup(
                    name="IVA", base=Decimal("29.99"), rate=Decimal(21), amount=Decimal("6.30")
                ),
            ),
            total=Decimal("36.29"),
            payable=Decimal("36.29"),
        ),
    )
    return replace(invoice, **changes)


def a_complete_invoice(**changes: Any) -> Printable:
    """Three rates with surcharge, an exempt line, withholding, two due dates, a QR code."""
    return replace(
        an_invoice(
            number="A/2026-0107",
            operation_on=date(2026, 2, 23),
            contract_reference="C-0042",
            customer_reference="PED-7781",
            covers=FEBRUARY,
            document_discount=Decimal(5),
            registry_text="R. M. de València, tomo 1234, folio 78, hoja V-9012",
            mentions=("Operación exenta – art. 20 Ley 37/1992",),
            notes="Gracias por su confianza.\nLlámenos si tiene dudas.",
            payment=Payment(method="Transferencia", pay_to_account="ES9121000418450200051332"),
            due_dates=(
                DueDate(due_on=date(2026, 3, 30), amount=Decimal("7589.27")),
                DueDate(due_on=date(2026, 4, 30), amount=Decimal("7589.27")),
            ),
            qr=QrCode(url="https://example.org/qr?nif=B12345674", caption="VERI*FACTU"),
            lines=_COMPLETE_LINES,
            totals=_COMPLETE_TOTALS,
        ),
        **changes,
    )


def a_long_invoice(*, lines: int) -> Printable:
    """Line k has quantity k at 1.50; some have texts of several rows. No tax."""
    printed = tuple(
        a_line(
            description=f"Local {number:03}",
            quantity=Decimal(number),
            unit_price=Decimal("1.5"),
            net=Decimal("1.5") * number,
            tax_rates=(),
            extra_text=f"Texto {number:03}. " * 40 if number % 9 == 0 else "",
        )
        for number in range(1, lines + 1)
    )
    net = sum((each.net for each in printed), Decimal(0))
    return an_invoice(lines=printed, totals=PrintedTotals(net=net, total=net, payable=net))


def pages_of(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf)).pages]


def text_of(pdf: bytes) -> str:
    return "\n".join(pages_of(pdf))


_COMPLETE_LINES = (
    a_line(
        description="Alquiler de compresor",
        quantity=Decimal("12.5"),
        unit="h",
        unit_price=Decimal("1234.5"),
        discounts=(Decimal(10), Decimal("2.5")),
        net=Decimal("13541.71"),
        reference="COMP-12",
        covers=FEBRUARY,
        extra_text="Equipo n.º 8841-B.\nUbicado en la nave 3.",
    ),
    a_line(
        description="Filtros",
        quantity=Decimal(4),
        unit_price=Decimal("3.33333333"),
        net=Decimal("13.33"),
        tax_rates=(Decimal(10),),
    ),
    a_line(
        description="Agua",
        quantity=Decimal("1000"),
        unit="l",
        unit_price=Decimal("0.0125"),
        net=Decimal("12.50"),
        tax_rates=(Decimal(4),),
    ),
    a_line(description="Curso", unit_price=Decimal(100), net=Decimal(100), tax_rates=()),
)

_COMPLETE_TOTALS = PrintedTotals(
    net=Decimal("13677.54"),
    expenses=Decimal("10.00"),
    taxes=(
        TaxGroup(
            name="IVA",
            base=Decimal("13551.71"),
            rate=Decimal(21),
            amount=Decimal("2845.86"),
            surcharge_rate=Decimal("5.2"),
            surcharge=Decimal("704.69"),
        ),
        TaxGroup(
            name="IVA",
            base=Decimal("13.33"),
            rate=Decimal(10),
            amount=Decimal("1.33"),
            surcharge_rate=Decimal("1.4"),
            surcharge=Decimal("0.19"),
        ),
        TaxGroup(
            name="IVA",
            base=Decimal("12.50"),
            rate=Decimal(4),
            amount=Decimal("0.50"),
            surcharge_rate=Decimal("0.5"),
            surcharge=Decimal("0.06"),
        ),
        TaxGroup(
            name="IVA", base=Decimal("100.00"), rate=None, regime="Exenta – art. 20 Ley 37/1992"
        ),
    ),
    total=Decimal("17230.17"),
    withholding=Withholding(base=Decimal("13677.54"), rate=Decimal(15), amount=Decimal("2051.63")),
    payable=Decimal("15178.54"),
)
