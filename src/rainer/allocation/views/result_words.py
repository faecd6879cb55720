"""The sentences over a proposal: what it does and what it cannot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rainer.allocation import people
from rainer.allocation.models import Proposal
from rainer.allocation.proposal.result import Summary
from rainer.allocation.queries.placed import LimitedOut, MustNotWait
from rainer.allocation.queries.proposals import Practitioner, medians
from rainer.organisation.models import short_grade
from rainer.web import words

NAMED = 5


def who_goes(found: Proposal, must: MustNotWait, limited: LimitedOut, *, elsewhere: int) -> str:
    """What becomes of those who must not wait, who stands outside the plan, and how many go to another unit."""
    return _joined(_stopped(found), _must_not_wait(must), _limited(limited), _elsewhere(elsewhere))


def what_it_does(found: Proposal, summary: Summary, raised: Sequence[Practitioner], *, at_stop: int) -> str:
    """What the plan does to loads: who is over the level now and after, who is raised further, and the highest.

    `at_stop` is how many practitioners are given somebody at or over the level at which that takes a written reason.
    """
    said = (_over(found, summary), _passing(found, summary), _raised(summary, raised), _at_stop(found, at_stop))
    return _joined(*said, _highest(summary))


def _joined(*said: str) -> str:
    return " ".join(filter(None, said))


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


def _in_sentence(grade: str) -> str:
    """ "PO" and "PSO" as they are; "trainee" in small letters."""
    said = short_grade(grade)
    return said if said == grade else said.lower()


def _must_not_wait(must: MustNotWait) -> str:
    """ "All 101 who must not wait have a name in this plan: 95 to a PO, 6 to a PSO who would need your reason." """
    if not must.asked:
        return ""
    facts = {"placed": words.whole(must.placed), "all": words.whole(must.asked), "to": _to_whom(must)}
    if not must.placed:
        return _("Nobody of the %(all)s who must not wait has a name in this plan.") % facts
    if must.placed == must.asked:
        return _("All %(all)s who must not wait have a name in this plan: %(to)s.") % facts
    return _("%(placed)s of the %(all)s who must not wait have a name in this plan: %(to)s.") % facts


def _to_whom(must: MustNotWait) -> str:
    plain = [(n, grade) for (grade, reason), n in must.to.items() if not reason]
    with_reason = [(n, grade) for (grade, reason), n in must.to.items() if reason]
    said = [_("%(n)s to a %(grade)s") % {"n": words.whole(n), "grade": _in_sentence(grade)} for n, grade in plain]
    said += [
        _("%(n)s to a %(grade)s who would need your reason") % {"n": words.whole(n), "grade": _in_sentence(grade)}
        for n, grade in with_reason
    ]
    return ", ".join(said)


def _limited(limited: LimitedOut) -> str:
    """Those the plan leaves out because the reader may not open their record: counted, never named."""
    if not limited.people:
        return ""
    text = ngettext(
        "%(n)s person whose access is limited is not in this proposal, %(must)s of them must not wait; ask %(who)s.",
        "%(n)s people whose access is limited are not in this proposal, %(must)s of them must not wait; ask %(who)s.",
        limited.people,
    )
    who = ", ".join(limited.ask) or _("an information owner")
    return text % {"n": words.whole(limited.people), "must": words.whole(limited.must_not_wait), "who": who}


def _over(found: Proposal, summary: Summary) -> str:
    return _("At or over %(act)s: %(before)s of %(known)s practitioners now, %(after)s after.") % {
        "act": f"{found.facts['settings']['act_level']:g}%",
        "known": words.whole(sum(c.before is not None for c in summary.loads)),
        "before": words.whole(summary.at_or_over_act_before),
        "after": words.whole(summary.at_or_over_act_after),
    }


def _raised(summary: Summary, raised: Sequence[Practitioner]) -> str:
    """Who was over the level already and is given more: the highest after by name."""
    if not summary.at_or_over_act_before:
        return ""
    if not raised:
        return _("Nobody already there is raised further.")
    names = [f"{one.to.practitioner} {people.from_to(one.before, one.after)}" for one in raised[:NAMED]]
    more = len(raised) - NAMED
    if more > 0:
        names.append(_("and %(n)s more") % {"n": words.whole(more)})
    text = ngettext(
        "%(n)s already there is raised further: %(names)s.",
        "%(n)s already there are raised further: %(names)s.",
        len(raised),
    )
    return text % {"n": words.whole(len(raised)), "names": ", ".join(names)}


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
    return text % {"before": words.load1(before), "after": words.load1(after)}


def _elsewhere(count: int) -> str:
    if not count:
        return ""
    text = ngettext("%(people)s goes to another unit.", "%(people)s go to another unit.", count)
    return text % {"people": people.people(count)}


def shortage_words(facts: dict[str, Any]) -> str:
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
