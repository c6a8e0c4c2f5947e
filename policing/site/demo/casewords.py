"""What the sheet of a demo case says, field by field, in words made from its story."""

from __future__ import annotations

from policing.site.demo.casestories import CaseStory

Said = dict[str, tuple[str, str]]


def of(story: CaseStory, stage: str) -> Said:
    """Give what is written under each field of a stage: what was chosen, and the words."""
    return {"scanning": _scanning, "analysis": _analysis, "response": _response, "assessment": _assessment}[stage](story)


def _scanning(story: CaseStory) -> Said:
    return {
        "cheers_community": ("yes", story.harmed),
        "cheers_harm": ("yes", f"{story.what} People are afraid, and go another way."),
        "cheers_expectation": ("yes", "Residents wrote to us and asked at the meeting what we do about it."),
        "cheers_events": ("yes", f"Each time that it happens at {story.place} is one event, with a day and an hour."),
        "cheers_recurring": ("yes", "Every week for more than a year, as reports and records say."),
        "cheers_similarity": ("yes", f"The same place ({story.place}), the same hours, the same way of doing it."),
        "verdict": ("problem", "It is one problem, and it comes back."),
        "sponsor": ("", "Sergeant Petrescu gives two officers on two evenings a week."),
        "purpose": ("here", "Whether we go on here."),
    }


def _analysis(story: CaseStory) -> Said:
    return {
        "statement": ("", f"{story.what} It happens at {story.place}, week after week, and hardly at {story.other}."),
        "w_who": ("", f"{story.harmed} {story.harms}"),
        "w_what": ("", story.what),
        "w_where": ("", f"At {story.place}. {story.other} is much like it and was spared so far, or has been steady."),
        "w_when": ("", "In few hours of the day, as the table of hours shows."),
        "w_why": ("", story.cause or "We do not know yet."),
        "w_how": ("", "They wait where they are not seen, and are gone before anybody comes."),
        "triangle_place": ("3", f"{story.place}: hidden at that hour, with one way through."),
        "triangle_manager": ("1", story.runs or "Nobody we know of."),
        "triangle_victim": ("2", story.harmed),
        "triangle_guardian": ("1", "Few people are about at that hour."),
        "triangle_offender": ("2", story.harms or "We do not know who."),
        "triangle_handler": ("1", "Nobody asked them before."),
        "baseline": ("", "We count the weeks before we began, in the agency’s records, as many as afterwards."),
        "inventory": ("", "Officers came when they were called, and it went on after they left."),
        "residents_view": ("", "Residents say that it is worst in the evening and that nobody is in charge."),
        "concentration": ("", f"Most of it lies in the cell of {story.place}, in few hours."),
    }


def _response(story: CaseStory) -> Said:
    return {"fairness": ("", "Nobody is sent away from a public place, and what is done holds for everybody alike.")}


def _assessment(story: CaseStory) -> Said:
    return {
        "process": ("partly", "Most of the plan was carried out. What was dropped is named among the actions, with the reason."),
        "displacement": ("", f"We looked at {story.other} and at the streets round about, and did not see it move there."),
        "outcome": ("", story.result or "We are still counting."),
        "residents_after": (
            "ratings",
            "We read the ratings and what people wrote on the page. They are better pleased than before.",
        ),
        "upkeep": ("", "The council and the team look at the place together every three months."),
    }
