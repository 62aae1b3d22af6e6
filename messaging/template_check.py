"""Knows which constructs and names a template may use, and says which not, with line and nearest name."""

from collections.abc import Collection, Iterator
from difflib import get_close_matches
from itertools import pairwise

from jinja2 import nodes
from jinja2.exceptions import TemplateSyntaxError
from jinja2.meta import find_undeclared_variables

from domain.errors import Problem
from messaging.sentences import problem
from messaging.template_filters import FILTERS, TESTS
from messaging.template_language import DEEPEST, LOOP_NAMES, MOST_NODES, TemplateLanguage

_PLAIN = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.Keyword),
    *(nodes.If, nodes.Assign, nodes.CondExpr, nodes.Compare, nodes.Operand, nodes.Not, nodes.And, nodes.Or),
    *(nodes.Add, nodes.Sub, nodes.Mul, nodes.Div, nodes.FloorDiv, nodes.Mod, nodes.Pow, nodes.Neg, nodes.Pos),
)
_TAGS = {"if", "elif", "else", "endif", "for", "endfor", "set", "raw", "endraw"}
_KNOWN_TAGS = _TAGS | {
    *("include", "import", "from", "extends", "block", "endblock", "macro", "endmacro", "call", "endcall"),
    *("filter", "endfilter", "with", "endwith", "autoescape", "endautoescape", "endset", "do", "trans"),
}


def parsed(
    language: TemplateLanguage, source: str, field: str
) -> tuple[nodes.Template | None, list[Problem]]:
    """The tree of a template with what is forbidden in it; no tree where it cannot be read."""
    try:
        found = _forbidden_tags(language, source, field)
        if found:
            return None, found
        tree = language.parse(source)
    except (TemplateSyntaxError, ValueError) as wrong:
        line = wrong.lineno if isinstance(wrong, TemplateSyntaxError) else None
        return None, [problem("template_syntax", field=field, line=line, detail=str(wrong).rstrip("."))]
    except RecursionError:
        return None, [problem("template_too_expensive", field=field)]
    return _within_limits(tree, field)


def unknown_names(tree: nodes.Template, fields: Collection[str], field: str) -> list[Problem]:
    """The variables that no field provides; a group, `contact` of `contact.name`, may be named
    alone, and `record.*` provides every name in its group."""
    given = set(fields) | {name[:dot] for name in fields for dot in range(len(name)) if name[dot] == "."}
    found: dict[str, Problem] = {}
    for name, node in outside_names(tree):
        if name in found:
            continue
        if name in given or f"{name.rpartition('.')[0]}.*" in given:
            continue
        near = get_close_matches(name, sorted(fields), 1, 0.5)
        found[name] = problem(
            "template_unknown_variable", field=field, line=node.lineno, near="".join(near), name=name
        )
    return list(found.values())


def outside_names(tree: nodes.Template) -> Iterator[tuple[str, nodes.Node]]:
    """Every name that the template takes from outside, as long as it is written (`contact.name`), and where."""
    free = find_undeclared_variables(tree)
    inner = {id(node.node) for node in tree.find_all((nodes.Getattr, nodes.Getitem))}
    for node in tree.find_all((nodes.Getattr, nodes.Getitem, nodes.Name)):
        name = None if id(node) in inner else dotted(node)
        if name is not None and name.partition(".")[0] in free:
            yield name, node


def dotted(node: nodes.Node) -> str | None:
    """`contact.name` of a chain of names, None for anything else or a name that is only set."""
    match node:
        case nodes.Name():
            return node.name if node.ctx == "load" else None
        case nodes.Getattr():
            inner = dotted(node.node)
            return inner and f"{inner}.{node.attr}"
        case nodes.Getitem(arg=nodes.Const(value=str() as key)):
            inner = dotted(node.node)
            return inner and f"{inner}.{key}"
        case _:
            return None


def _forbidden_tags(language: TemplateLanguage, source: str, field: str) -> list[Problem]:
    words = [token for token in language.lex(source) if token[1] != "whitespace"]
    return [
        _forbidden((f"{{% {tag} %}}", f"{{% {tag} %}}"), line, field)
        for (_, kind, _), (line, _, tag) in pairwise(words)
        if kind == "block_begin" and tag in _KNOWN_TAGS - _TAGS
    ]


def _within_limits(tree: nodes.Template, field: str) -> tuple[nodes.Template | None, list[Problem]]:
    found: list[Problem] = []
    level: list[nodes.Node] = [tree]
    count = depth = 0
    while level:
        count, depth = count + len(level), depth + 1
        if count > MOST_NODES or depth > DEEPEST:
            return None, [problem("template_too_expensive", field=field, line=level[0].lineno)]
        for node in level:
            found.extend(_objections(node, field))
        level = [child for node in level for child in node.iter_child_nodes()]
    return tree, found


def _objections(node: nodes.Node, field: str) -> Iterator[Problem]:
    match node:
        case nodes.Filter() | nodes.Test():
            yield from _unlisted(node, field)
        case nodes.Getattr() | nodes.Getitem():
            yield from _reached_into(node, field)
        case nodes.For(recursive=True):
            yield problem("template_too_expensive", field=field, line=node.lineno)
        case nodes.For():
            pass
        case nodes.Call(node=nodes.Name(name="range"), dyn_args=None, dyn_kwargs=None):
            pass
        case nodes.List() | nodes.Tuple() if _is_flat(node):
            pass
        case _:
            if not isinstance(node, _PLAIN):
                name = type(node).__name__
                yield _forbidden(_WORDS.get(type(node), (name, name)), node.lineno, field)


def _unlisted(node: nodes.Filter | nodes.Test, field: str) -> Iterator[Problem]:
    kinds, listed = (("the filter", "filtr"), FILTERS)
    if isinstance(node, nodes.Test):
        kinds, listed = (("the test", "test"), TESTS)
    if node.name not in listed or node.dyn_args or node.dyn_kwargs:
        what = (f"{kinds[0]} {node.name}", f"{kinds[1]} {node.name}")
        yield _forbidden(what, node.lineno, field, (node.name, listed))


def _is_flat(node: nodes.List | nodes.Tuple) -> bool:
    """Lists of lists could be made to hold each other, and comparing them takes for ever."""
    stored = isinstance(node, nodes.Tuple) and node.ctx == "store"
    return all(isinstance(item, nodes.Name if stored else nodes.Const) for item in node.items)


_WORDS: dict[type[nodes.Node], tuple[str, str]] = {
    nodes.Call: ("a call", "wywołanie"),
    nodes.Concat: ("~", "~"),
    nodes.Dict: ("a group in braces", "grupa w klamrach"),
    nodes.List: ("a list of more than constants", "lista z czymś więcej niż stałe"),
    nodes.Tuple: ("a list of more than constants", "lista z czymś więcej niż stałe"),
    nodes.Slice: ("a part by position", "fragment według pozycji"),
}


def _reached_into(node: nodes.Getattr | nodes.Getitem, field: str) -> Iterator[Problem]:
    name = dotted(node)
    if name is None or "._" in name or name.startswith("_"):
        yield _forbidden(("attribute access", "dostęp do atrybutów"), node.lineno, field)
    elif name.startswith("loop.") and name.removeprefix("loop.") not in LOOP_NAMES:
        names = [f"loop.{one}" for one in LOOP_NAMES]
        yield _forbidden((name, name), node.lineno, field, (name, names))


def _forbidden(
    what: tuple[str, str], line: int, field: str, near: tuple[str, Collection[str]] = ("", ())
) -> Problem:
    guess = get_close_matches(near[0], sorted(near[1]), 1, 0.6)
    return problem("template_forbidden", field=field, line=line, near="".join(guess), what=what)
