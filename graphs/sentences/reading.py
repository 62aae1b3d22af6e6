"""Knows what is said about how a document is written down."""

from graphs.sentences.wording import Sentence

READING = {
    "too_large": Sentence(
        "The document is larger than 1 MB. Split it or remove what is not needed.",
        "Dokument jest większy niż 1 MB. Podziel go albo usuń to, co zbędne.",
    ),
    "too_deep": Sentence(
        "Nested more than 32 levels deep. Flatten this part.",
        "Zagnieżdżenie przekracza 32 poziomy. Spłaszcz tę część.",
    ),
    "too_many_values": Sentence(
        "The document has more than 20,000 values. Split it into several documents.",
        "Dokument ma ponad 20 000 wartości. Podziel go na kilka dokumentów.",
    ),
    "yaml_syntax": Sentence(
        "This cannot be read as YAML or JSON: {detail}. Check indentation, colons and quotes here.",
        "Nie można tego odczytać jako YAML ani JSON: {detail}. Sprawdź tu wcięcia, dwukropki i cudzysłowy.",
    ),
    "yaml_tab": Sentence(
        "A tab is used for indentation. Use spaces.",
        "Wcięcie zrobiono tabulatorem. Użyj spacji.",
    ),
    "yaml_anchor_not_allowed": Sentence(
        "The anchor &{name} is not allowed. Write the value out where it is used.",
        "Kotwica &{name} jest niedozwolona. Wpisz wartość tam, gdzie jest używana.",
    ),
    "yaml_alias_not_allowed": Sentence(
        "The alias *{name} is not allowed. Write the value out here.",
        "Alias *{name} jest niedozwolony. Wpisz tu wartość wprost.",
    ),
    "yaml_alias_to_itself": Sentence(
        "The alias *{name} stands inside the value that it names. Write the value out here.",
        "Alias *{name} wskazuje wartość, w której sam stoi. Wpisz tu wartość wprost.",
    ),
    "yaml_tag_not_allowed": Sentence(
        "The tag {name} is not allowed. Remove it; every value is read as text.",
        "Znacznik {name} jest niedozwolony. Usuń go; każda wartość jest czytana jako tekst.",
    ),
    "yaml_directive_not_allowed": Sentence(
        "Directives such as %YAML are not allowed. Remove the line.",
        "Dyrektywy takie jak %YAML są niedozwolone. Usuń ten wiersz.",
    ),
    "yaml_several_documents": Sentence(
        "A second document begins here. Put each document into a file of its own.",
        "Tu zaczyna się drugi dokument. Umieść każdy dokument w osobnym pliku.",
    ),
    "duplicate_key": Sentence(
        "`{name}` stands here a second time (first in line {first}). Remove one of the two.",
        "`{name}` występuje tu drugi raz (pierwszy w wierszu {first}). Usuń jedno z nich.",
    ),
    "key_not_text": Sentence(
        "A name before the colon must be plain text. Write a name instead of a list or mapping.",
        "Nazwa przed dwukropkiem musi być tekstem. Wpisz nazwę zamiast listy lub mapy.",
    ),
    "empty_value": Sentence(
        "There is no value here. Write one, or remove the line.",
        "Brakuje tu wartości. Wpisz ją albo usuń wiersz.",
    ),
    "empty_document": Sentence(
        "The document is empty. Begin with `process:`, `ivr:`, `script:` or `campaign:` and a name.",
        "Dokument jest pusty. Zacznij od `process:`, `ivr:`, `script:` albo `campaign:` i nazwy.",
    ),
    "control_character": Sentence(
        "A control character is not allowed here. Remove it.",
        "Znak sterujący jest tu niedozwolony. Usuń go.",
    ),
}
