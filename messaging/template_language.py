"""Knows the language of templates: what is left of Jinja2 when all is forbidden but a short list."""

from collections.abc import Iterator, Mapping
from typing import Any, cast

from jinja2 import StrictUndefined, nodes
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context, LoopContext, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from messaging.template_filters import FILTERS, TESTS, text
from messaging.template_limits import binary, bounded, each, numbers, weighed

LOOP_NAMES = ("index", "first", "last")
DEEPEST = 40
"""Levels of nesting in a template: Python refuses to compile much deeper ones."""
MOST_NODES = 5_000

_OPERATORS = {"+", "-", "*", "/", "//", "%", "**"}
_EACH, _WEIGHED = "each of a loop", "side of a comparison"


class TemplateLanguage(ImmutableSandboxedEnvironment):
    """Templates over plain values: no attributes but keys of dicts, no calls but `range`, all metered."""

    intercepted_binops = frozenset(_OPERATORS)

    def __init__(self) -> None:
        super().__init__(
            undefined=StrictUndefined, optimized=False, finalize=_printable, keep_trailing_newline=True
        )
        self._only(self.filters, FILTERS | {_EACH: each, _WEIGHED: weighed})
        self._only(self.tests, TESTS)
        self._only(self.globals, {"range": numbers})

    @staticmethod
    def _only(names: Any, allowed: Mapping[str, Any]) -> None:
        names.clear()
        names.update(allowed)

    def getattr(self, obj: Any, attribute: str) -> Any:
        return self._key(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        return self._key(obj, argument)

    def call(self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:
        if __obj is not numbers:
            raise SecurityError("only range can be called")
        return super().call(__context, __obj, *args, **kwargs)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        return binary(operator, left, right)

    def _key(self, obj: Any, key: Any) -> Any:
        if type(obj) is dict:
            group = cast("dict[Any, Any]", obj)
            return group[key] if key in group else self.undefined(obj=group, name=key)
        if isinstance(obj, LoopContext) and key in LOOP_NAMES:
            return getattr(obj, key)
        if isinstance(obj, Undefined):
            str(obj)
        raise SecurityError("only groups of values have names inside")

    def metered(self, tree: nodes.Template) -> nodes.Template:
        """The same template, whose loops and comparisons draw on the budget."""
        for loop in tree.find_all(nodes.For):
            cost = nodes.Const(sum(1 for _ in _within(loop)))
            loop.iter = nodes.Filter(loop.iter, _EACH, [cost], [], None, None, lineno=loop.lineno)
        for comparison in list(tree.find_all((nodes.Compare, nodes.Operand))):
            side = comparison.expr
            comparison.expr = nodes.Filter(side, _WEIGHED, [], [], None, None, lineno=comparison.lineno)
        tree.set_environment(self)
        return tree


def _within(node: nodes.Node) -> Iterator[nodes.Node]:
    yield node
    for child in node.iter_child_nodes():
        yield from _within(child)


def _printable(value: Any) -> Any:
    return bounded(text(value))
