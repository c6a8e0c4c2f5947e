"""What the routes of cases share: the case that a caller may know of, the caller, and the answer that shows the case after an act."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from feedback.api.reading import valid
from policing import access
from policing.accounts.models import User
from policing.api import available_actions
from problems import casebook, outline
from problems.api.case_shapes import CaseSerializer
from problems.models import Case
from problems.workflow import CASE

IN = access.Rule("signed-in")


class NothingSerializer(serializers.Serializer[Any]):
    """A command that needs no more than itself."""


def actor(request: Request) -> User:
    """Give who calls: a route that asks for this is for people who are signed in."""
    return cast(User, request.user)


def case_of(request: Request, reference: str) -> Case:
    """Give a case that the caller may know of. Raises Unseen otherwise."""
    return casebook.case_of(reference, request.user)


def part_of_case(request: Request, reference: str, data_class: str) -> Case:
    """Give a case of which the caller sees a class of data. Raises Unseen otherwise: what is not shown is not there."""
    found = case_of(request, reference)
    casebook.require_sight(found, request.user, data_class)
    return found


def shown(request: Request, found: Case, status: int = 200) -> Response:
    """Give the answer that shows a case of ``for_page``; its version is the ETag."""
    body = outline.whole(request.user, found)
    body["available_actions"] = available_actions(request.user, found, CASE)
    return Response(CaseSerializer(body).data, status=status, headers={"ETag": f'"{found.version}"'})


def after(request: Request, pk: int, status: int = 200) -> Response:
    """Give the case as it stands after an act, or nothing where the act took it out of the caller's sight."""
    found = access.visible(Case, request.user).for_page().filter(pk=pk).first()  # type: ignore[attr-defined]
    return shown(request, found, status) if found is not None else Response(status=204)


class CaseCommand(APIView):
    """One of the commands on a case: parse, call, show the case as it stands after."""

    access_rule = IN
    serializer_class: type[Any] = NothingSerializer
    run: Callable[[Request, Case, dict[str, Any]], Any]

    def post(self, request: Request, case: str) -> Response:
        """Do it, and give the case as it stands after."""
        found = case_of(request, case)
        type(self).run(request, found, valid(self.serializer_class, request))
        return after(request, found.pk)


def command_view(
    name: str, serializer: type[Any] | None, run: Callable[[Request, Case, dict[str, Any]], Any], command: Callable[..., Any]
) -> Any:
    """Make the route of a command whose answer is the case; its description is the command's own."""
    held: Mapping[str, Any] = {"run": staticmethod(run), "serializer_class": serializer or NothingSerializer}
    view: Any = type(f"Case{name.title().replace('-', '')}", (CaseCommand,), dict(held))
    described = extend_schema(
        request=serializer,
        responses={200: CaseSerializer, 204: None},
        operation_id=f"case_{name.replace('-', '_')}",
        description=command.__doc__ or "",
    )
    return extend_schema_view(post=described)(view).as_view()
