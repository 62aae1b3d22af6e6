"""Knows what is said about each kind of problem; each module holds the sentences of one subject."""

from graphs.sentences.across import ACROSS
from graphs.sentences.campaign import CAMPAIGN
from graphs.sentences.conditions import CONDITIONS
from graphs.sentences.graph import GRAPH
from graphs.sentences.ivr import IVR
from graphs.sentences.parcel import PARCEL
from graphs.sentences.process import PROCESS
from graphs.sentences.reading import READING
from graphs.sentences.scenario import SCENARIO
from graphs.sentences.script import SCRIPT
from graphs.sentences.shape import SHAPE
from graphs.sentences.wording import Sentence

SENTENCES: dict[str, Sentence] = {
    **READING,
    **SHAPE,
    **GRAPH,
    **IVR,
    **CAMPAIGN,
    **PROCESS,
    **PARCEL,
    **CONDITIONS,
    **SCRIPT,
    **SCENARIO,
    **ACROSS,
}
