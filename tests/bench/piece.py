"""The pieces of the bench that need Django, each run in a process of its own with its own database."""

from __future__ import annotations

import sys

import django


def main(what: str, *words: str) -> None:
    """Do one piece: make a database, fill it, or print references or drafts' keys."""
    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from feedback.models import Report
    from problems.models import Case
    from tests.bench import casedata, data

    if what == "database":
        with connection.cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{words[0]}"')
        return
    if what == "fill":
        call_command("collectstatic", interactive=False, verbosity=0)
        call_command("messages", compile=True, verbosity=0)
        data.make(int(words[0]))
    elif what == "references":
        rows = Report.objects.filter(area_path__in=data.SCOPE).order_by("id")
        print("\n".join(rows.values_list("reference", flat=True)[:50]))
    elif what == "case":
        print(Case.objects.values_list("reference", flat=True).get())
    elif what == "import":
        print(casedata.import_toronto())
    elif what == "drafts":
        print("\n".join(key for key, _token in data.drafts(int(words[0]), full=words[1:] == ("full",))))


if __name__ == "__main__":
    main(*sys.argv[1:])
