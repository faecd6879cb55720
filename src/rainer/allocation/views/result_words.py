"""The sentences over a proposal: what it does and what it cannot."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rainer.allocation.models import Proposal
from rainer.allocation.proposal.result import Summary
from rainer.allocation.queries.proposals import (
    medians,
)
from rainer.web import words


def sentences(found: Proposal, summary: Summary) -> list[str]:
    """What the plan does to people and loads, then how many posts short the place is."""
    facts, said = found.facts, []
    if found.state == Proposal.State.STOPPED:
        said.append(
            _(
                "Stopped before the best plan was found. The best so far places %(placed)s. Use it, or try with fewer people."
            )
            % {"placed": facts["placed"]}
        )
    must, of = facts["must_not_wait_placed"], facts["must_not_wait"]
    if of and must == of:
        said.append(_("All %(must)s who must not wait go to someone qualified.") % {"must": of})
    elif of:
        said.append(_("%(must)s of the %(of)s who must not wait go to someone qualified.") % {"must": must, "of": of})
    stop = f"{facts['settings']['stop_level']:g}%"
    passing, at_stop = len(summary.passing_act), len(summary.at_stop)
    act = f"{facts['settings']['act_level']:g}%"
    if passing:
        said.append(
            ngettext(
                "%(count)s practitioner reaches %(act)s because of it.",
                "%(count)s practitioners reach %(act)s because of it.",
                passing,
            )
            % {"count": passing, "act": act}
        )
    else:
        said.append(_("Nobody newly reaches %(act)s.") % {"act": act})
    if at_stop:
        said.append(
            ngettext(
                "%(count)s is given people at %(stop)s or over.",
                "%(count)s are given people at %(stop)s or over.",
                at_stop,
            )
            % {"count": at_stop, "stop": stop}
        )
    else:
        said.append(_("Nobody is given anyone at %(stop)s or over.") % {"stop": stop})
    if summary.peak_before is not None and summary.peak_after is not None:
        same = round(summary.peak_before, 1) == round(summary.peak_after, 1)
        text = _("Highest stays %(after)s.") if same else _("Highest goes from %(before)s to %(after)s.")
        said.append(text % {"before": words.load0(summary.peak_before), "after": words.load0(summary.peak_after)})
    return [" ".join(said), *_short(facts)]


def _short(facts: dict[str, Any]) -> list[str]:
    act, full = facts["shortages"]
    if not act["whole"] and not full["whole"]:
        return [_("The posts there are can hold everyone.")]
    return [
        _(
            "To name everyone and keep to %(level)s%% takes %(posts)s full-time practitioners more (%(full)s to keep to 100%%)."
        )
        % {"level": f"{act['level']:g}", "posts": act["whole"], "full": full["whole"]}
    ]


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
