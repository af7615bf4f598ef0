"""Made-up people and companies of Spain, with identifiers that are formally right."""

import unicodedata
from dataclasses import dataclass
from random import Random
from typing import Any


def _words(text: str, *, between: str = " ") -> list[str]:
    return text.split(between)


NAMES = _words(
    "María Carmen Ana Laura Lucía Paula Marta Elena Sara Carla Irene Rosa Pilar Nuria Silvia "
    "Alba Raquel Cristina Beatriz Julia Antonio Manuel José Francisco David Juan Javier Daniel "
    "Carlos Miguel Rafael Pedro Álvaro Pablo Sergio Jorge Alberto Fernando Luis Diego Adrián "
    "Iván Rubén Óscar Hugo Mario Marcos Íñigo Iker Ainhoa Begoña Montserrat Jordi Martí Noa"
)
SURNAMES = _words(
    "García Rodríguez González Fernández López Martínez Sánchez Pérez Gómez Martín Jiménez "
    "Ruiz Hernández Díaz Moreno Muñoz Álvarez Romero Alonso Gutiérrez Navarro Torres Domínguez "
    "Vázquez Ramos Gil Ramírez Serrano Blanco Molina Morales Suárez Ortega Delgado Castro Ortiz "
    "Rubio Marín Sanz Núñez Iglesias Medina Garrido Cortés Castillo Santos Lozano Guerrero Cano "
    "Prieto Méndez Cruz Calvo Gallego Vidal León Márquez Herrera Peña Flores Cabrera Campos "
    "Vega Fuentes Carrasco Diez Reyes Caballero Nieto Aguilar Pascual Santana Ibáñez Arias"
)
STREETS = _words(
    "Calle Mayor|Calle de Alcalá|Avenida de la Constitución|Calle Real|Paseo de la Estación|"
    "Calle del Carmen|Plaza de España|Calle San Juan|Avenida de Europa|Calle de la Iglesia|"
    "Calle Cervantes|Calle del Sol|Camino Viejo|Calle Goya|Ronda de Segovia|Calle Nueva",
    between="|",
)
PLACES = (
    ("28012", "Madrid", "Madrid"),
    ("28802", "Alcalá de Henares", "Madrid"),
    ("28931", "Móstoles", "Madrid"),
    ("45001", "Toledo", "Toledo"),
    ("08009", "Barcelona", "Barcelona"),
    ("08901", "L'Hospitalet de Llobregat", "Barcelona"),
    ("41003", "Sevilla", "Sevilla"),
    ("46002", "València", "Valencia"),
    ("48005", "Bilbao", "Bizkaia"),
    ("50004", "Zaragoza", "Zaragoza"),
    ("47001", "Valladolid", "Valladolid"),
    ("15003", "A Coruña", "A Coruña"),
)
TRADES = _words(
    "Panadería|Talleres|Ferretería|Asesoría|Clínica Dental|Transportes|Librería|Restaurante|"
    "Construcciones|Autoescuela|Farmacia|Floristería|Hotel|Imprenta|Óptica",
    between="|",
)

_DNI_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"
_CIF_LETTERS = "JABCDEFGHI"
_BANKS = ("2100", "0049", "0182", "2085", "1465", "0081", "2080")
_ACCOUNT_WEIGHTS = (1, 2, 4, 8, 5, 10, 9, 7, 3, 6)


@dataclass
class People:
    """Makes up people, each different, in an order that the seed decides."""

    random: Random
    made: int  # how many others were made up before

    def chance(self, percent: int) -> bool:
        """Return whether something that happens to so many in a hundred happens."""
        return self.random.randrange(100) < percent

    def person(self, code: str) -> dict[str, Any]:
        """Return a private customer."""
        self.made += 1
        pick = self.random.choice
        first, one, two = pick(NAMES), pick(SURNAMES), pick(SURNAMES)
        if self.chance(20):
            first = f"{first} {pick(NAMES)}"
        return {
            "code": code,
            "name": f"{first} {one} {two}",
            "tax_id": dni(10_000_000 + self.made * 7919 % 69_999_989),
            **self.address(),
            "email": f"{plain(first)}.{plain(one)}{self.made}@correo.example",
            "phone": f"6{self.random.randrange(10**8):08d}",
            "is_business": False,
        }

    def business(self, code: str, *, letter: str = "B", name: str = "") -> dict[str, Any]:
        """Return a company: `letter` is its legal form, H a community of owners."""
        self.made += 1
        title = name or f"{self.random.choice(TRADES)} {self.random.choice(SURNAMES)} S.L."
        return {
            "code": code,
            "name": title,
            "legal_name": title,
            "tax_id": cif(letter, 1_000_000 + self.made * 6151 % 8_999_993),
            **self.address(),
            "email": f"administracion{self.made}@empresa.example",
            "phone": f"9{self.random.randrange(10**8):08d}",
            "is_business": True,
        }

    def address(self) -> dict[str, Any]:
        """Return a street, a postal code and a town."""
        postal_code, city, province = self.random.choice(PLACES)
        street = f"{self.random.choice(STREETS)}, {self.random.randrange(1, 140)}"
        if self.chance(70):
            street += f", {self.random.randrange(1, 9)}.º {self.random.choice('ABCD')}"
        return {
            "address": street,
            "postal_code": postal_code,
            "city": city,
            "province": province,
            "country": "ES",
        }

    def direct_debit(self, number: int) -> dict[str, Any]:
        """Return the bank account and mandate of someone who pays by direct debit."""
        return {
            "payment_method": "Domiciliación bancaria",
            "iban": iban(
                self.random.choice(_BANKS),
                f"{self.random.randrange(1, 9999):04d}",
                f"{self.random.randrange(10**10):010d}",
            ),
            "mandate": f"MAND-{number:05d}",
        }


def people(seed: int, *, after: int) -> People:
    """Return people that no other company has, if `after` leaves room for the others'."""
    return People(Random(seed + after), after)  # noqa: S311 — not for secrets


def dni(number: int) -> str:
    """Return a person's NIF: eight digits and their letter.

    >>> dni(12345678)
    '12345678Z'
    """
    return f"{number:08d}{_DNI_LETTERS[number % 23]}"


def cif(letter: str, number: int) -> str:
    """Return a company's NIF: letter, seven digits and their check digit.

    >>> cif("A", 5881850)
    'A58818501'
    """
    digits = [int(each) for each in f"{number:07d}"]
    total = sum(digits[1::2]) + sum(sum(divmod(2 * each, 10)) for each in digits[::2])
    check = -total % 10
    return f"{letter}{number:07d}{_CIF_LETTERS[check] if letter in 'PQRSNW' else check}"


def iban(bank: str, branch: str, account: str) -> str:
    """Return a Spanish IBAN with both its national and its international check digits.

    >>> iban("2100", "0418", "0200051332")
    'ES9121000418450200051332'
    """
    national = _check_digit("00" + bank + branch) + _check_digit(account)
    bban = bank + branch + national + account
    return f"ES{98 - int(bban + '142800') % 97:02d}{bban}"


def plain(text: str) -> str:
    """Return a name as it may stand in an e-mail address."""
    bare = unicodedata.normalize("NFKD", text.lower())
    return "".join(each for each in bare if each.isascii() and each.isalnum())


def _check_digit(digits: str) -> str:
    total = sum(int(each) * by for each, by in zip(digits, _ACCOUNT_WEIGHTS, strict=True))
    return str({10: 1, 11: 0}.get(11 - total % 11, 11 - total % 11))
