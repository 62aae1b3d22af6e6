"""Knows what is said about a parcel's fields, in English and Polish."""

from domain.errors import Problem

PARCEL_SENTENCES = {
    "unknown": (
        "A parcel has no field {name}. Use: {near}.",
        "Paczka nie ma pola {name}. Użyj: {near}.",
    ),
    "missing": (
        "The parcel has no {name}, which every courier needs. Fill it in.",
        "Paczka nie ma pola {name}, którego wymaga każdy kurier. Uzupełnij je.",
    ),
    "control": (
        "{name} holds control characters, which cannot be printed on a label. Remove them.",
        "{name} zawiera znaki sterujące, których nie da się wydrukować na etykiecie. Usuń je.",
    ),
    "long": (
        "{name} is longer than the {longest} characters that fit on a label. Shorten it.",
        "{name} ma więcej niż {longest} znaków, które mieszczą się na etykiecie. Skróć.",
    ),
    "mail": (
        "{name} is not a mail address. Write it as name@example.com.",
        "{name} nie jest adresem e-mail. Zapisz go jako nazwa@example.com.",
    ),
    "country": (
        "{value} is not the code of a country. Use two capital letters, like PL.",
        "{value} nie jest kodem kraju. Użyj dwóch wielkich liter, na przykład PL.",
    ),
    "postcode": (
        "This is not a postcode. Use capital letters, digits, spaces and hyphens.",
        "To nie jest kod pocztowy. Użyj wielkich liter, cyfr, spacji i łączników.",
    ),
    "postcode_polish": (
        "A Polish postcode has five digits, like 00-950.",
        "Polski kod pocztowy ma pięć cyfr, na przykład 00-950.",
    ),
    "phone": (
        "{name} is not a phone number that a courier could call. Write it like +48 601 234 567.",
        "{name} nie jest numerem, pod który kurier mógłby zadzwonić. Zapisz go jak +48 601 234 567.",
    ),
    "weight": (
        "The weight must be a number of kilograms from 0.01 to 31.5, like 2.5.",
        "Waga musi być liczbą kilogramów od 0,01 do 31,5, na przykład 2,5.",
    ),
    "amount": (
        "The cash on delivery must be an amount from 0.01 to 99999.99, like 129.90.",
        "Pobranie musi być kwotą od 0,01 do 99999,99, na przykład 129,90.",
    ),
    "currency": (
        "A currency has three capital letters, like PLN.",
        "Waluta ma trzy wielkie litery, na przykład PLN.",
    ),
    "service": (
        "There is no service {value}. Use: {known}.",
        "Nie ma usługi {value}. Użyj: {known}.",
    ),
}
PARCEL_CODES = tuple(f"parcel_{reason}" for reason in PARCEL_SENTENCES)


def parcel_problem(reason: str, name: str, **data: object) -> Problem:
    """The problem `parcel_<reason>` of the field `parcel.<name>`."""
    en, pl = (_filled(sentence, {"name": name, **data}) for sentence in PARCEL_SENTENCES[reason])
    return Problem(f"parcel_{reason}", en, pl, field=f"parcel.{name}")


def _filled(sentence: str, data: dict[str, object]) -> str:
    for name, value in data.items():
        sentence = sentence.replace("{" + name + "}", str(value))
    return sentence
