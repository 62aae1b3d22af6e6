"""Knows that the sentences about a parcel's fields are those that are also said when it is ordered."""

from domain.parcel_sentences import PARCEL_CODES
from graphs.sentences.wording import Sentence

PARCEL = {code: Sentence("{told}", "{told_pl}") for code in PARCEL_CODES}
