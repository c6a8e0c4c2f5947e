"""The documents that are made from the tables: permissions, workflows, events and commands. Never written by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from django.utils import translation

from policing import access, checks, commands, workflow
from policing.access import sight
from policing.accounts.roles import PERMISSIONS, ROLES
from policing.events import catalogue
from policing.notifications.kinds import all_kinds

HEAD = "<!-- Made by `manage.py docs` from the tables in the code. Change those, then run it again. -->\n"
MARK = re.compile(r"""mark\.command\(\s*["']([a-z_.]+)["']""")


class Blank(Exception):
    """A command lacks its page, its API route or its test; the message names all that do."""


def _row(*cells: object) -> str:
    return "| " + " | ".join(str(cell).replace("|", "\\|") or " " for cell in cells) + " |"


def _table(*heads: str) -> list[str]:
    return [_row(*heads), _row(*("---" for _head in heads))]


def permissions() -> str:
    """Give docs/permissions.md: roles, permissions, policies, and who may open each address."""
    lines = [
        HEAD,
        "# Who may do what\n",
        "A role is held over the whole agency, over an area and all inside it, or over a team's work.\n",
    ]
    lines += ["## Roles\n", *_table("role", "second factor", *PERMISSIONS)]
    for role in ROLES.values():
        held = ("yes" if code in role.permissions else "" for code in PERMISSIONS)
        lines.append(_row(role.label, "yes" if role.is_staff_role else "", *held))
    lines += ["", "## Permissions\n", *_table("permission", "in words")]
    lines += [_row(f"`{code}`", words) for code, words in PERMISSIONS.items()]
    lines += [
        "",
        "## Policies\n",
        "Each has three faces made from the same grants: a query, an answer with a reason, and the people who can.\n",
    ]
    lines += _table("thing", "action", "permission")
    for model, policy in sorted(access.policies().items(), key=lambda pair: pair[0]._meta.label_lower):
        lines += [_row(model._meta.label_lower, action, f"`{code}`") for action, code in policy.actions.items()]
    lines += _sights()
    lines += ["", "## Addresses\n", *_table("address", "name", "who may come in")]
    for route, name, view in checks.all_patterns():
        rule = access.rule_of(view)
        if rule is not None:
            lines.append(_row(f"`/{route}`", f"`{name}`", f"{rule.kind}{': ' + rule.detail if rule.detail else ''}"))
    return "\n".join(lines) + "\n"


def _sights() -> list[str]:
    """Give what each sort of member sees of what they work along in."""
    lines = [
        "",
        "## What somebody who works along sees\n",
        "Staff in scope see everything. Whoever else is asked to work along in a case has one of these sights, on pages, over the",
        "API, in files and in the search alike. Everything is for people of the agency who may read cases.\n",
    ]
    lines += _table("sight", "in words", *(str(words) for words in sight.DATA_CLASSES.values()))
    for one in sight.SIGHTS.values():
        lines.append(_row(f"`{one.code}`", one.says, *("yes" if one.shows(code) else "" for code in sight.DATA_CLASSES)))
    return lines


def workflows() -> str:
    """Give docs/workflows.md: the states and transitions of each workflow."""
    lines = [HEAD, "# Workflows\n"]
    for table in workflow.all_workflows():
        lines += [f"## {table.name}\n", *_table("state", "staff read", "the public reads", "tone", "open")]
        lines += [
            _row(f"`{state.code}`", state.label, state.public_label, state.tone, "yes" if state.is_open else "")
            for state in table.states
        ]
        lines += ["", *_table("action", "from", "to", "permission", "needs", "event")]
        lines += [
            _row(
                row.action,
                ", ".join(row.sources),
                row.target or "(stays)",
                f"`{row.permission}`",
                ", ".join(row.requires),
                f"`{row.event}`",
            )
            for row in table.transitions
        ]
        lines.append("")
    return "\n".join(lines)


def events() -> str:
    """Give docs/events.md: the closed catalogue, and who is told of what."""
    lines = [HEAD, "# Events\n", "Nothing else can be emitted. A payload holds ids, codes and counts, never words.\n"]
    lines += _table("event", "payload", "staff read", "the public reads")
    for kind in sorted(catalogue.all_types(), key=lambda one: one.name):
        lines.append(_row(f"`{kind.name}`", ", ".join(kind.payload), kind.sentence, kind.public))
    lines += [
        "",
        "## Notices\n",
        "Who acted is never told of it, and nobody twice of one event: the first notice that fits is sent.\n",
    ]
    lines += _table("event", "notice", "who is told", "in words")
    for notice in sorted(all_kinds(), key=lambda one: (one.event, one.name)):
        lines.append(_row(f"`{notice.event}`", f"`{notice.name}`", notice.audience, notice.sentence))
    return "\n".join(lines) + "\n"


def tested_commands(tests: Path) -> dict[str, str]:
    """Give the first test file that is marked for each command, by the command's name."""
    found: dict[str, str] = {}
    for path in sorted(tests.rglob("test_*.py")):
        for name in MARK.findall(path.read_text(encoding="utf-8")):
            found.setdefault(name, path.relative_to(tests.parent).as_posix())
    return found


def _routes() -> set[str]:
    return {name for _route, name, _view in checks.all_patterns()}


def blanks(tests: Path) -> Iterator[str]:
    """Name each command whose page or API route does not exist, or that no test is marked for."""
    routes, tested = _routes(), tested_commands(tests)
    for one in commands.all_commands():
        for what, name in (("page", one.page), ("API route", one.api)):
            if name not in routes:
                yield f"{one.name}: its {what} {name or '(none)'} does not exist"
        if one.name not in tested:
            yield f"{one.name}: no test carries @pytest.mark.command({one.name!r})"


def command_table(tests: Path) -> str:
    """Give docs/commands.md. Raises Blank where a cell would be empty."""
    if missing := list(blanks(tests)):
        raise Blank("\n".join(missing))
    tested = tested_commands(tests)
    lines = [
        HEAD,
        "# Commands\n",
        "One way to change anything. Pages, the API, the admin, tasks, imports and the demo town all call these.\n",
    ]
    lines += _table("command", "what it does", "page", "API route", "test")
    for one in commands.all_commands():
        lines.append(_row(f"`{one.name}`", one.summary, f"`{one.page}`", f"`{one.api}`", f"`{tested[one.name]}`"))
    return "\n".join(lines) + "\n"


def all_documents(base: Path) -> dict[Path, str]:
    """Give every generated document by its path, in English whatever the caller's language."""
    with translation.override("en-gb"):
        return {
            base / "docs/permissions.md": permissions(),
            base / "docs/workflows.md": workflows(),
            base / "docs/events.md": events(),
            base / "docs/commands.md": command_table(base / "tests"),
        }
