"""Who gets what at a door, in words."""

from __future__ import annotations

from dataclasses import dataclass, replace

IN = "in"  # 200
SIGN_IN = "sign in"  # 302 to the sign-in page
ON = "on"  # 302 to somewhere else: the step before, the page where one's work is
UNKNOWN = "unknown"  # 401: a program has to say who it is
UNSEEN = "unseen"  # 404: for this person there is nothing here
NO = "no"  # 403
POST = "post"  # 405: only a POST does anything here
WRONG = "wrong"  # 409: not in this state
ODD = "odd"  # 422: the question lacks something

VISITORS = ("anonymous", "deactivated")
DESK = ("officer", "other_officer", "supervisor", "analyst")
OF_NORTH = ("officer", "supervisor", "analyst")
SET_UP = ("administrator",)


@dataclass(frozen=True)
class Door:
    """What visitors get, what people who are signed in get, and what the chosen among them get instead."""

    visitors: str
    people: str
    chosen: tuple[str, ...] = ()
    to_chosen: str = ""
    others: tuple[str, ...] = ()
    to_others: str = ""

    def but(self, *others: str, gets: str) -> Door:
        """Give the same door with something else for others."""
        return replace(self, others=others, to_others=gets)

    def for_(self, who: str) -> str:
        """Give what one of the cast gets."""
        if who in self.chosen:
            return self.to_chosen
        if who in self.others:
            return self.to_others
        return self.visitors if who in VISITORS else self.people


def everybody(gets: str = IN) -> Door:
    """Let everybody get the same."""
    return Door(gets, gets)


def people(gets: str = IN) -> Door:
    """Let everybody in who is signed in."""
    return Door(SIGN_IN, gets)


def visitors(gets: str = IN) -> Door:
    """Let those in who are not signed in, and lead others on."""
    return Door(gets, ON)


def only(*chosen: str, gets: str = IN) -> Door:
    """Let the chosen in; for others who are signed in there is nothing."""
    return Door(SIGN_IN, UNSEEN, chosen, gets)


def programs(gets: str = IN) -> Door:
    """Let every program in that says whose it is."""
    return Door(UNKNOWN, gets)


def programs_of(*chosen: str, gets: str = IN) -> Door:
    """Let the programs of the chosen in."""
    return Door(UNKNOWN, UNSEEN, chosen, gets)


def set_up(gets: str = IN) -> Door:
    """Let administrators into the admin, which leads everybody else to its own door."""
    return Door(ON, ON, SET_UP, gets)
