"""Rules of what may be asked, written and said where: scope, layers, signals, logs, tasks, refusals."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from policing.logs import CODES, NUMBERS
from tests.house.tree import APPS, Finding, Rule, Source, dotted, parents, product

SCREENS = re.compile(r"(^|/)(views|api|admin|exports|feeds)(/.*)?\.py$|_(views|api)\.py$")
RULES_OF_BUSINESS = re.compile(
    r"(^|/)(models|querysets|workflow|access|events|notices|handlers|services)\.py$|/(models|services)/[^/]+\.py$"
)
EVERYBODY_MAY_READ = {
    "Category": "what a report can be about is offered to every visitor",
    "Area": "areas and their boundaries are public",
    "Place": "the gazetteer is public",
    "Agency": "the one agency of the site",
}
MANAGERS = {"objects", "_default_manager", "_base_manager"}
DOORS = {"get_visible_or_404"}
MODEL_SIGNALS = {"pre_save", "post_save", "pre_delete", "post_delete", "m2m_changed", "pre_init", "post_init"}
REFUSALS = {"Denied", "WrongState", "StaleVersion", "Unseen", "TooMany", "BadInput", "CommonbeatError", "no"}
LOG_FIELDS = {*CODES, *NUMBERS, "route", "method", "status_code"}
LEVELS = {"debug", "info", "warning", "error", "exception", "critical", "log"}


def unscoped(source: Source) -> Iterator[Finding]:
    """Find rows asked for on a screen without the scope of a policy."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and node.attr in MANAGERS:
            model = dotted(node.value).split(".")[-1]
            if model not in EVERYBODY_MAY_READ and not _goes_to_a_door(node):
                yield node.lineno, f"{model}.{node.attr}: ask policing.access.visible or get_visible_or_404"
        names = {node.id} if isinstance(node, ast.Name) else set()
        if names & {"get_object_or_404", "get_list_or_404"}:
            yield node.lineno, "use policing.access.get_visible_or_404"  # type: ignore[attr-defined]


def _goes_to_a_door(node: ast.AST) -> bool:
    """Tell whether the rows are the first argument of a door that adds the scope."""
    child = node
    for parent in parents(node):
        if isinstance(parent, ast.Call) and dotted(parent.func).split(".")[-1] in DOORS:
            return bool(parent.args) and parent.args[0] is child
        if isinstance(parent, ast.stmt):
            return _named_and_passed(parent)
        child = parent
    return False


def _named_and_passed(statement: ast.stmt) -> bool:
    """Tell whether the rows get a name that goes to a door in the same function, and nowhere else."""
    if not isinstance(statement, ast.Assign) or not isinstance(statement.targets[0], ast.Name):
        return False
    name = statement.targets[0].id
    scope = next((one for one in parents(statement) if isinstance(one, ast.FunctionDef)), None)
    if scope is None:
        return False
    uses = [one for one in ast.walk(scope) if isinstance(one, ast.Name) and one.id == name and isinstance(one.ctx, ast.Load)]
    return bool(uses) and all(_goes_to_a_door(one) for one in uses)


def screens_below(source: Source) -> Iterator[Finding]:
    """Find a rule that knows of requests or of the API."""
    if source.path == "policing/access/doors.py":  # it marks views
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            names = [one.name for one in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{one.name}" for one in node.names]
        else:
            continue
        for name in names:
            if name.startswith(("django.http", "rest_framework", "django.shortcuts")):
                yield node.lineno, f"{name} is not for rules"


def signals(source: Source) -> Iterator[Finding]:
    """Find model signals anywhere, and receivers outside accounts."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Name | ast.Attribute) and dotted(node).split(".")[-1] in MODEL_SIGNALS:
            yield node.lineno, f"{dotted(node)}: business does not hang on model signals"
        if isinstance(node, ast.FunctionDef) and not source.path.startswith("policing/accounts/"):
            for mark in node.decorator_list:
                if isinstance(mark, ast.Call) and dotted(mark.func).split(".")[-1] == "receiver":
                    yield node.lineno, f"{node.name} is a receiver outside accounts"


def overridden(source: Source) -> Iterator[Finding]:
    """Find models that put rules into ``save``, ``delete`` or ``clean``."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ClassDef):
            for part in node.body:
                if isinstance(part, ast.FunctionDef) and part.name in {"save", "delete", "clean", "full_clean"}:
                    yield part.lineno, f"{node.name}.{part.name}: rules live in commands"


def logging(source: Source) -> Iterator[Finding]:
    """Find log lines that are filled with values, or that carry fields which are not on the allow-list."""
    for node in ast.walk(source.tree):
        if not (isinstance(node, ast.Call) and _is_log(node)):
            continue
        words = [one for one in node.args if not (isinstance(one, ast.Constant) and isinstance(one.value, str | int))]
        if words or len(node.args) > 1:
            yield node.lineno, "a log line is one fixed sentence; values go into its allow-listed fields"
        for extra in (one.value for one in node.keywords if one.arg == "extra"):
            keys = {one.value for one in extra.keys if isinstance(one, ast.Constant)} if isinstance(extra, ast.Dict) else {"?"}
            for key in sorted(str(one) for one in keys - LOG_FIELDS):
                yield node.lineno, f"the log field {key} is not on the allow-list"


def _is_log(node: ast.Call) -> bool:
    return (
        isinstance(node.func, ast.Attribute)
        and node.func.attr in LEVELS
        and dotted(node.func.value).split(".")[-1] in {"logger", "log", "logging"}
    )


def task_arguments(source: Source) -> Iterator[Finding]:
    """Find background tasks that take anything but numbers."""
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.FunctionDef):
            continue
        marks = {dotted(one.func if isinstance(one, ast.Call) else one).split(".")[-1] for one in node.decorator_list}
        if marks & {"shared_task", "task"}:
            for one in (*node.args.args, *node.args.kwonlyargs):
                if one.arg != "self" and ast.unparse(one.annotation or ast.Constant("nothing")) not in {
                    "int",
                    "list[int]",
                    "bool",
                }:
                    yield node.lineno, f"the task {node.name} takes {one.arg}: arguments are ids"


def untranslated(source: Source) -> Iterator[Finding]:
    """Find sentences for people that do not go through gettext."""
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.Call):
            continue
        name = dotted(node.func)
        spoken: list[ast.AST] = []
        if name.split(".")[-1] in REFUSALS or name.startswith("messages."):
            spoken = [part for one in node.args for part in ([one] if isinstance(one, ast.Constant) else _values(one))]
        spoken += [one.value for one in node.keywords if one.arg in {"label", "verbose_name", "empty_label"}]
        for one in spoken:
            if isinstance(one, ast.Constant) and isinstance(one.value, str) and re.search(r"[A-Za-z]\w* \w", one.value):
                yield node.lineno, f"not translated: {one.value[:60]}"


def _values(node: ast.AST) -> list[ast.AST]:
    """Give the sentences of a mapping of field → list of sentences."""
    if isinstance(node, ast.Dict):
        return [part for value in node.values for part in (value.elts if isinstance(value, ast.List) else [value])]
    return []


VIEW = "policing/x/views.py"
RULES = (
    Rule(
        "rows on screens are scoped",
        lambda path: product(path) and bool(SCREENS.search(path)),
        unscoped,
        (
            (VIEW, "def v(r):\n    return Report.objects.all()\n"),
            (VIEW, "def v(r):\n    return Report._default_manager.get(pk=1)\n"),
            (VIEW, "def v(r):\n    return get_object_or_404(Report, pk=1)\n"),
            (VIEW, "def v(r):\n    rows = Report.objects.only('id')\n    return rows.first()\n"),
            ("policing/x/second_step_views.py", "def v(r):\n    return f(Report.objects.all())\n"),
            ("policing/x/views/desk.py", "def v(r):\n    return access.get_visible_or_404(rows, Report.objects.first())\n"),
        ),
        (
            (VIEW, "def v(r):\n    return access.get_visible_or_404(Report.objects.only('id'), r.user, pk=1)\n"),
            (VIEW, "def v(r):\n    rows = Report.objects.only('id')\n    return access.get_visible_or_404(rows, r.user, pk=1)\n"),
            (VIEW, "def v(r):\n    return Area.objects.in_use()\n"),
        ),
    ),
    Rule(
        "rules know no screen",
        lambda path: product(path) and bool(RULES_OF_BUSINESS.search(path)),
        screens_below,
        (
            ("feedback/services/x.py", "from django.http import HttpRequest\n"),
            ("feedback/workflow.py", "import rest_framework\n"),
        ),
        (
            ("feedback/services/x.py", "from django.db import transaction\n"),
            ("policing/access/doors.py", "from django.http import HttpRequest\n"),
        ),
    ),
    Rule(
        "business hangs on no signal",
        product,
        signals,
        (
            ("feedback/x.py", "post_save.connect(f)\n"),
            ("feedback/x.py", "@receiver(user_logged_in)\ndef f(sender):\n    pass\n"),
            ("policing/accounts/x.py", "@receiver(signals.pre_delete)\ndef f(sender):\n    pass\n"),
        ),
        (
            ("policing/accounts/x.py", "@receiver(user_logged_in)\ndef f(sender):\n    pass\n"),
            ("feedback/x.py", "post_migrate.connect(f)\n"),
        ),
    ),
    Rule(
        "models have no rules in save",
        lambda path: product(path) and (path.endswith("models.py") or "/models/" in path),
        overridden,
        (("feedback/models.py", "class A(models.Model):\n    def save(self):\n        pass\n"),),
        (("feedback/models.py", "class A(models.Model):\n    def __str__(self):\n        return ''\n"),),
    ),
    Rule(
        "logs tell on nobody",
        product,
        logging,
        (
            ("feedback/x.py", "logger.info(f'sent to {email}')\n"),
            ("feedback/x.py", "logger.info('sent to %s', email)\n"),
            ("feedback/x.py", "logger.error('sent', extra={'email': email})\n"),
        ),
        (("feedback/x.py", "logger.error('sent', extra={'event_id': 1})\n"),),
    ),
    Rule(
        "tasks take ids",
        product,
        task_arguments,
        (("feedback/tasks.py", "@shared_task(name='a')\ndef f(email: str):\n    pass\n"),),
        (("feedback/tasks.py", "@shared_task(name='a')\ndef f(pk: int):\n    pass\n"),),
    ),
    Rule(
        "what people read is translated",
        lambda path: path.split("/")[0] in APPS and not path.startswith(("policing/ui/samples", "policing/local/")),
        untranslated,
        (
            ("feedback/x.py", "raise Denied('You may not')\n"),
            ("feedback/x.py", "raise BadInput({'words': ['Say a little']})\n"),
            ("feedback/x.py", "messages.success(request, 'It is done')\n"),
            ("feedback/x.py", "forms.CharField(label='Your words')\n"),
        ),
        (("feedback/x.py", "raise Denied(_('You may not'))\n"),),
    ),
)
