"""Rules of how the code is cut: size, docstrings, imports, exceptions, time, printing."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.house.tree import Finding, Rule, Source, dotted, parents, product, python

MOST_FUNCTION_LINES = 50
MOST_FILE_LINES, MOST_TEST_LINES = 300, 400
LATE_FOR_A_REASON = {"policing/local/valkey.py": "the embedded server's package is not there in production"}
BROAD = {"Exception", "BaseException"}
REASON = re.compile(r"#\s*(noqa:\s*BLE001\s*-\s*)?(?!noqa)\w+")
CLOCKS = {
    "timezone.now", "timezone.localdate", "datetime.now", "datetime.utcnow", "datetime.today", "date.today",
    "datetime.datetime.now", "datetime.datetime.utcnow", "datetime.date.today", "time.time",
}  # fmt: skip
SIMULATING = {"simulated", "invented_past"}
DEMO = ("policing/site/demo/", "policing/site/management/commands/demo.py", "policing/timekeeping.py", "tests/")
Function = ast.FunctionDef | ast.AsyncFunctionDef


def _functions(source: Source) -> Iterator[Function]:
    return (node for node in ast.walk(source.tree) if isinstance(node, Function))


def long_functions(source: Source) -> Iterator[Finding]:
    """Find functions over fifty lines."""
    for node in _functions(source):
        lines = (node.end_lineno or node.lineno) - node.lineno + 1
        if lines > MOST_FUNCTION_LINES:
            yield node.lineno, f"{node.name} has {lines} lines"


def long_files(source: Source) -> Iterator[Finding]:
    """Find files over three hundred lines; tests may have four hundred."""
    lines = len(source.text.splitlines())
    most = MOST_TEST_LINES if source.path.startswith("tests/") else MOST_FILE_LINES
    if lines > most:
        yield lines, f"{lines} lines in one file"


def swallowed(source: Source) -> Iterator[Finding]:
    """Find exceptions that are caught and forgotten without a word of why; a broad one says so behind its ``noqa``."""
    lines = source.text.splitlines()
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ExceptHandler):
            names = _caught(node)
            reasons = "#" in lines[node.body[0].lineno - 1]
            if all(isinstance(step, ast.Pass) or _is_dots(step) for step in node.body) and not (reasons and not names & BROAD):
                yield node.lineno, "an exception is caught and forgotten without a reason"
            broad = node.type is None or bool(names & BROAD)
            if (
                broad
                and not any(isinstance(step, ast.Raise) for step in ast.walk(node))
                and not REASON.search(lines[node.lineno - 1])
            ):
                yield node.lineno, "a broad exception is caught without a reason"
        if isinstance(node, ast.Call) and dotted(node.func).endswith("suppress") and {dotted(name) for name in node.args} & BROAD:
            yield node.lineno, "every exception is suppressed"


def _caught(node: ast.ExceptHandler) -> set[str]:
    kinds = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
    return {dotted(kind) for kind in kinds if kind is not None}


def _is_dots(step: ast.stmt) -> bool:
    return isinstance(step, ast.Expr) and isinstance(step.value, ast.Constant) and step.value.value is Ellipsis


def docstrings(source: Source) -> Iterator[Finding]:
    """Find modules, public classes, public functions and commands without a docstring."""
    if not source.text.strip():
        return
    if not ast.get_docstring(source.tree):
        yield 1, "the module has no docstring"
    for node in ast.walk(source.tree):
        if isinstance(node, Function | ast.ClassDef) and not ast.get_docstring(node) and (_is_public(node) or _is_command(node)):
            yield node.lineno, f"{node.name} has no docstring"


def _is_public(node: Function | ast.ClassDef) -> bool:
    around = list(parents(node))
    if any(isinstance(one, Function) for one in around) or any(
        isinstance(one, ast.ClassDef) and one.name.startswith("_") for one in around
    ):
        return False
    return not node.name.startswith("_") and not (isinstance(node, ast.ClassDef) and node.name in {"Meta", "Media"})


def _is_command(node: Function | ast.ClassDef) -> bool:
    return any(isinstance(one, ast.Call) and dotted(one.func).split(".")[-1] == "command" for one in node.decorator_list)


def inner_imports(source: Source) -> Iterator[Finding]:
    """Find imports inside functions; only ``AppConfig.ready`` may."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            around = [one for one in parents(node) if isinstance(one, Function)]
            if around and not (around[0].name == "ready" and source.name == "apps.py") and source.path not in LATE_FOR_A_REASON:
                yield node.lineno, f"an import inside {around[0].name}"


def other_clocks(source: Source) -> Iterator[Finding]:
    """Find a look at the clock that is not ``timekeeping.now()``."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and dotted(node) in CLOCKS:
            yield node.lineno, f"{dotted(node)}: ask policing.timekeeping.now()"


def simulated_time(source: Source) -> Iterator[Finding]:
    """Find a use of the simulated clock, or of the invented past, outside the demo town."""
    if source.path.startswith(DEMO):
        return
    for node in ast.walk(source.tree):
        named = isinstance(node, ast.Attribute) and node.attr in SIMULATING
        taken = isinstance(node, ast.ImportFrom) and any(one.name in SIMULATING for one in node.names)
        if named or taken:
            yield node.lineno, "only the demo town may simulate a time"  # type: ignore[attr-defined]


def printing(source: Source) -> Iterator[Finding]:
    """Find ``print``: commands write to their own stdout, everything else logs."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and dotted(node.func) == "print":
            yield node.lineno, "print"


def counted_queries(source: Source) -> Iterator[Finding]:
    """Find a query count that counts nothing, since it is not entered by ``with``."""
    for node in ast.walk(source.tree):
        counts = isinstance(node, ast.Call) and dotted(node.func) in {
            "django_assert_num_queries",
            "django_assert_max_num_queries",
        }
        if counts and not isinstance(getattr(node, "parent", None), ast.withitem):
            yield node.lineno, "a query count stands outside a with statement"


HEAD = '"""A module."""\n'
FIFTY_ONE = "def f():\n" + "    x = 1\n" * 50

RULES = (
    Rule("functions are short", python, long_functions, (("policing/x.py", FIFTY_ONE),), (("policing/x.py", FIFTY_ONE[:-10]),)),
    Rule("files are short", python, long_files, (("policing/x.py", "x = 1\n" * 301),), (("policing/x.py", "x = 1\n" * 300),)),
    Rule(
        "no exception is swallowed",
        python,
        swallowed,
        (
            ("policing/x.py", "try:\n    f()\nexcept ValueError:\n    pass\n"),
            ("policing/x.py", "try:\n    f()\nexcept ValueError:\n    ...\n"),
            ("policing/x.py", "try:\n    f()\nexcept:\n    g()\n"),
            ("policing/x.py", "try:\n    f()\nexcept Exception:\n    g()\n"),
            ("policing/x.py", "try:\n    f()\nexcept (KeyError, Exception):  # noqa: BLE001\n    g()\n"),
            ("policing/x.py", "with contextlib.suppress(Exception):\n    f()\n"),
        ),
        (
            ("policing/x.py", "try:\n    f()\nexcept ValueError:\n    g()\n"),
            ("policing/x.py", "try:\n    f()\nexcept PermissionError:\n    pass  # it runs, as somebody else\n"),
            ("policing/x.py", "try:\n    f()\nexcept Exception:\n    g()\n    raise\n"),
            ("policing/x.py", "try:\n    f()\nexcept Exception as error:  # noqa: BLE001 - kept in the row\n    g(error)\n"),
        ),
    ),
    Rule(
        "what is public is described",
        product,
        docstrings,
        (
            ("policing/x.py", "x = 1\n"),
            ("policing/x.py", HEAD + "def f():\n    return 1\n"),
            ("policing/x.py", HEAD + "class A:\n    x = 1\n"),
            ("policing/x.py", HEAD + 'class A:\n    """A."""\n    def f(self):\n        return 1\n'),
            ("policing/x.py", HEAD + '@command(name="a.b", page="c", api="d")\ndef _f():\n    return 1\n'),
        ),
        (
            (
                "policing/x.py",
                HEAD + 'class A:\n    """A."""\n    class Meta:\n        x = 1\n    def _f(self):\n        return 1\n',
            ),
        ),
    ),
    Rule(
        "imports stand at the top",
        product,
        inner_imports,
        (
            ("policing/x.py", "def f():\n    import os\n"),
            ("policing/x.py", "class A:\n    def ready(self):\n        from a import b\n"),
        ),
        (
            ("policing/apps.py", "class A:\n    def ready(self):\n        from a import b\n"),
            ("policing/x.py", "if TYPE_CHECKING:\n    import os\n"),
        ),
    ),
    Rule(
        "there is one clock",
        lambda path: product(path) and path != "policing/timekeeping.py",
        other_clocks,
        (
            ("policing/x.py", "at = timezone.now()\n"),
            ("policing/x.py", "f(default=timezone.now)\n"),
            ("policing/x.py", "datetime.now(UTC)\n"),
        ),
        (("policing/x.py", "timekeeping.now()\n"),),
    ),
    Rule(
        "only the demo town simulates a time",
        python,
        simulated_time,
        (
            ("feedback/x.py", "with timekeeping.simulated(at):\n    f()\n"),
            ("feedback/x.py", "from policing.timekeeping import simulated\n"),
            ("feedback/x.py", "with timekeeping.invented_past():\n    f()\n"),
        ),
        (("policing/site/demo/story.py", "with timekeeping.simulated(at):\n    f()\n"),),
    ),
    Rule(
        "nothing is printed",
        product,
        printing,
        (("policing/x.py", "print(1)\n"),),
        (("policing/x.py", "self.stdout.write('1')\n"),),
    ),
    Rule(
        "query counts count",
        lambda path: path.startswith("tests/"),
        counted_queries,
        (("tests/x.py", "django_assert_num_queries(3)\nf()\n"),),
        (("tests/x.py", "with django_assert_num_queries(3):\n    f()\n"),),
    ),
)
