"""The script language: questions, where their answers lead, and the fields that statuses are mapped on."""

from graphs.script.answering import State, accepted, answer, missing_problem, spoken
from graphs.script.compiled import Asked, Ending, Script, compile_script
from graphs.script.texts import filled

__all__ = [
    "Asked",
    "Ending",
    "Script",
    "State",
    "accepted",
    "answer",
    "compile_script",
    "filled",
    "missing_problem",
    "spoken",
]
