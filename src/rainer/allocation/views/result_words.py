"""The sentences over a proposal: what it does and what it cannot."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rainer.allocation import people
from rainer.allocation.models import Proposal
from rainer.allocation.proposal.result import Summary
from rainer.allocation.queries.proposals import medians
from rainer.web import words


def sentences(found: Proposal, summary: Summary, *, at_stop: int, elsewhere: int) -> list[str]:
    """What the plan does to people and loads, then how many posts short the place is.

    `at_stop` is how many practitioners are given somebody at or over the level at which that takes a written reason,
    `elsewhere` how many people go to a practitioner of another unit than their own.
    """
    said = [_stopped(found), _must_not_wait(found), _passing(found, summary), _at_stop(found, at_stop)]
    said += [_highest(summary), _elsewhere(elsewhere)]
    return [" ".join(filter(None, said)), _short(found.facts)]


def how_good(found: Proposal) -> str:
    """How close to the best possible the plan is proven to be."""
    facts = {"gap": f"{100 * found.facts['gap']:.1f}"}
    if not found.facts["stopped_early"]:
        return _("within %(gap)s%% of the best possible") % facts
    if found.facts["gap"] < 1:
        return _("within %(gap)s%% of the best possible when time ran out") % facts
    return _("not proven to be the best: time ran out")


def _stopped(found: Proposal) -> str:
    if found.state != Proposal.State.STOPPED:
        return ""
    return _(
        "Stopped before the best plan was found. The best so far places %(placed)s. Use it, or try with fewer people."
    ) % {"placed": found.facts["placed"]}


def _must_not_wait(found: Proposal) -> str:
    must, of = found.facts["must_not_wait_placed"], found.facts["must_not_wait"]
    if not of:
        return ""
    if must == of:
        return _("All %(must)s who must not wait go to someone qualified.") % {"must": of}
    return _("%(must)s of the %(of)s who must not wait go to someone qualified.") % {"must": must, "of": of}


def _passing(found: Proposal, summary: Summary) -> str:
    passing = len(summary.passing_act)
    facts = {"count": passing, "act": f"{found.facts['settings']['act_level']:g}%"}
    if not passing:
        return _("Nobody newly reaches %(act)s.") % facts
    return (
        ngettext(
            "%(count)s practitioner reaches %(act)s because of it.",
            "%(count)s practitioners reach %(act)s because of it.",
            passing,
        )
        % facts
    )


def _at_stop(found: Proposal, count: int) -> str:
    facts = {"count": count, "stop": f"{found.facts['settings']['stop_level']:g}%"}
    if not count:
        return _("Nobody is given anyone at %(stop)s or over.") % facts
    text = ngettext(
        "%(count)s is given people at %(stop)s or over.", "%(count)s are given people at %(stop)s or over.", count
    )
    return text % facts


def _highest(summary: Summary) -> str:
    before, after = summary.peak_before, summary.peak_after
    if before is None or after is None:
        return ""
    same = round(before, 1) == round(after, 1)
    text = _("Highest stays %(after)s.") if same else _("Highest goes from %(before)s to %(after)s.")
    return text % {"before": words.load0(before), "after": words.load0(after)}


def _elsewhere(count: int) -> str:
    if not count:
        return ""
    text = ngettext("%(people)s goes to another unit.", "%(people)s go to another unit.", count)
    return text % {"people": people.people(count)}


def _short(facts: dict[str, Any]) -> str:
    act, full = facts["shortages"]
    if not act["whole"] and not full["whole"]:
        return _("The posts there are can hold everyone.")
    return _(
        "To name everyone and keep to %(level)s%% takes %(posts)s full-time practitioners more (%(full)s to keep to 100%%)."
    ) % {"level": f"{act['level']:g}", "posts": act["whole"], "full": full["whole"]}


def level_words(found: Proposal, summary: Summary) -> str:
    before, after = medians(summary)
    known = sum(c.before is not None for c in summary.loads)
    return _("At or over %(level)s%%: %(before)s → %(after)s of %(known)s · median %(m_before)s → %(m_after)s") % {
        "level": f"{found.facts['settings']['act_level']:g}",
        "before": summary.at_or_over_act_before,
        "after": summary.at_or_over_act_after,
        "known": known,
        "m_before": words.load0(before),
        "m_after": words.load0(after),
    }
