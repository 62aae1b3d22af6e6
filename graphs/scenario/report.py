"""Knows what becomes of a text of scenarios beside its process: its problems, and what each story showed."""

from dataclasses import dataclass
from datetime import timedelta
from itertools import chain

from domain.errors import Problem
from graphs.checking import check
from graphs.findings import Places, to_problem
from graphs.process import Process, Row
from graphs.reading import read
from graphs.scenario.document import ScenarioDocument
from graphs.scenario.life import MOST_STEPS_IN_ALL
from graphs.scenario.play import Played, play
from graphs.scenario.verify import beside


@dataclass(frozen=True, slots=True)
class Report:
    """`problems` are those of the text, or else every step that went otherwise; `stories` were played."""

    problems: tuple[Problem, ...]
    stories: tuple[Played, ...] = ()

    @property
    def passed(self) -> int:
        return sum(not story.findings for story in self.stories)

    @property
    def failed(self) -> int:
        return len(self.stories) - self.passed

    @property
    def rows(self) -> tuple[Row, ...]:
        return tuple(chain.from_iterable(story.rows for story in self.stories))

    @property
    def simulated(self) -> timedelta:
        """How long all the stories together took, on their own clocks."""
        return sum((story.ended - story.began for story in self.stories), timedelta())


@dataclass(frozen=True, slots=True)
class Script:
    """Scenarios that were read; with problems there is nothing to play."""

    process: Process
    document: ScenarioDocument | None
    places: Places
    problems: tuple[Problem, ...]

    def play(self) -> Report:
        """Every story, played."""
        document = self.document
        if document is None:
            return Report(self.problems)
        stories: list[Played] = []
        left = MOST_STEPS_IN_ALL
        for name in document.stories:
            stories.append(play(document, name, self.process, left))
            left -= stories[-1].steps
        problems = [to_problem(finding, self.places) for story in stories for finding in story.findings]
        return Report(tuple(problems), tuple(stories))


def script_of(text: str, process: Process) -> Script:
    """What a text of scenarios means beside its process, or all its problems."""
    checked = check(text, "scenarios")
    places = read(text).places
    if checked.canonical is None:
        return Script(process, None, places, checked.problems)
    document = ScenarioDocument.model_validate(checked.canonical)
    problems = tuple(to_problem(finding, places) for finding in beside(document, process))
    return Script(process, None if problems else document, places, problems)
