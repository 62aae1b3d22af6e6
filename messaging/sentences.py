"""Knows what is said about bad templates, subjects, addresses and text messages, in English and Polish."""

from domain.errors import Invalid, Problem

_SENTENCES = {
    "template_syntax": (
        "This is not a template: {detail}. Check the braces and the words between them.",
        "To nie jest poprawny szablon: {detail}. Sprawdź nawiasy i słowa między nimi.",
    ),
    "template_forbidden": (
        "{what} is not available in templates.{hint}",
        "W szablonach niedostępne: {what}.{hint}",
    ),
    "template_unknown_variable": (
        "There is no variable {name}.{hint}",
        "Nie ma zmiennej {name}.{hint}",
    ),
    "template_too_expensive": (
        "This template would take too long or grow too large. Use shorter texts and fewer repetitions.",
        "Ten szablon działałby zbyt długo albo urósł za bardzo. Użyj krótszych tekstów i mniej powtórzeń.",
    ),
    "template_not_a_text": (
        "A group of values is used as a text. Name one of the values in it.",
        "Użyto grupy wartości jako tekstu. Podaj jedną z jej wartości.",
    ),
    "template_failed": (
        "The template cannot be filled in: {detail}.",
        "Szablonu nie można wypełnić: {detail}.",
    ),
    "subject_invalid": (
        "The subject must be one line of 1 to 255 characters without control characters.",
        "Temat musi być jednym wierszem od 1 do 255 znaków, bez znaków sterujących.",
    ),
    "mail_address_invalid": (
        "This is not a mail address. Write it as name@example.com.",
        "To nie jest adres e-mail. Zapisz go jako nazwa@example.com.",
    ),
    "mail_address_local": (
        "Mail to an address inside this network is not sent. Use a public domain.",
        "Poczta nie jest wysyłana na adresy w sieci wewnętrznej. Użyj publicznej domeny.",
    ),
    "sms_empty": (
        "An SMS needs a text.",
        "SMS musi mieć treść.",
    ),
    "sms_text_invalid": (
        "An SMS takes letters, digits, signs and line ends, but no control characters. Remove them.",
        "SMS przyjmuje litery, cyfry, znaki i końce wierszy, ale nie znaki sterujące. Usuń je.",
    ),
    "sms_too_long": (
        "This text takes {parts} SMS parts; at most {most} are sent. Shorten it.",
        "Ten tekst zajmuje {parts} części SMS, a wysyła się najwyżej {most}. Skróć go.",
    ),
    "sms_parts": (
        "This SMS takes {parts} parts with the longest fields.",
        "Ten SMS zajmuje {parts} części przy najdłuższych polach.",
    ),
    "sms_alphabet": (
        "The letter {letter} makes this SMS UCS-2: {parts} parts with the longest fields, else {fewer}.",
        "Litera {letter} zmienia ten SMS na UCS-2: {parts} części przy najdłuższych polach, inaczej {fewer}.",
    ),
    "sms_alphabet_of_fields": (
        "This SMS takes {parts} parts with the longest fields if one has a letter such as {letter}, else {fewer}.",
        "Ten SMS zajmuje {parts} części przy najdłuższych polach z literą jak {letter}, inaczej {fewer}.",
    ),
    "sender_invalid": (
        "A sender is a name of up to 11 letters and digits, a number such as +48221234567, or a short number.",
        "Nadawca to nazwa do 11 liter i cyfr, numer jak +48221234567 albo numer skrócony.",
    ),
    "sender_not_registered": (
        "The sender {name} is not registered for this service.{hint} Register it with the gateway first.",
        "Nadawca {name} nie jest zarejestrowany dla tej usługi.{hint} Najpierw zarejestruj go w bramce.",
    ),
    "phone_invalid": (
        "This is not a phone number. Write it with the country, as +48221234567.",
        "To nie jest numer telefonu. Zapisz go z krajem, jak +48221234567.",
    ),
    "service_unknown": (
        "There is no such service: {name}. Set it up under /services.",
        "Nie ma takiej usługi: {name}. Skonfiguruj ją w /services.",
    ),
    "service_outdated": (
        "The options of the service {name} no longer fit its adapter. Set it up again.",
        "Opcje usługi {name} nie pasują już do jej adaptera. Skonfiguruj ją ponownie.",
    ),
    "secret_unknown": (
        "There is no secret {name}. Store it first: PUT /secrets/{name}.",
        "Nie ma sekretu {name}. Najpierw go zapisz: PUT /secrets/{name}.",
    ),
    "secret_in_definition": (
        "This looks like a secret. Store it with PUT /secrets/name and write secret://name here.",
        "To wygląda na sekret. Zapisz go przez PUT /secrets/nazwa i wpisz tu secret://nazwa.",
    ),
    "adapter_unknown": (
        "There is no adapter {name} for this kind of service. Known: {known}.",
        "Nie ma adaptera {name} dla tego rodzaju usługi. Znane: {known}.",
    ),
    "option_missing": (
        "The option {name} is missing.",
        "Brakuje opcji {name}.",
    ),
    "option_unknown": (
        "There is no option {name}.{hint}",
        "Nie ma opcji {name}.{hint}",
    ),
    "option_invalid": (
        "This value does not fit: {detail}.",
        "Ta wartość nie pasuje: {detail}.",
    ),
    "url_not_public": (
        "This address is not public, or not on a port of the web. CENTRALKA_HTTP_ALLOWED_NETWORKS opens networks.",
        "Ten adres nie jest publiczny albo port nie jest portem WWW. CENTRALKA_HTTP_ALLOWED_NETWORKS otwiera sieci.",
    ),
}
_NEAREST = (" Did you mean {}?", " Czy chodziło o {}?")


def problem(
    code: str,
    *,
    field: str | None = None,
    line: int | None = None,
    near: str = "",
    **data: str | tuple[str, str],
) -> Problem:
    """The problem of that code with its sentences filled in; `near` is the nearest valid name.

    A value that is a pair has an English and a Polish form."""
    en, pl = (
        _filled(sentence, {**data, "hint": guess.format(near) if near else ""}, language)
        for language, (sentence, guess) in enumerate(zip(_SENTENCES[code], _NEAREST, strict=True))
    )
    return Problem(code, en, pl, line=line, field=field)


def invalid(found: Problem) -> Invalid:
    return Invalid([found])


def _filled(sentence: str, data: dict[str, str | tuple[str, str]], language: int) -> str:
    for name, value in data.items():
        sentence = sentence.replace("{" + name + "}", value if isinstance(value, str) else value[language])
    return sentence
