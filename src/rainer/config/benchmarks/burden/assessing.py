"""A whole assessment of somebody known before, written in the pages: every press, choice and character counted, and
turned into minutes by the dated typing model `assessments.typing_model`."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rainer.config.benchmarks import Reading, served
from rainer.config.benchmarks.burden.counting import Counted

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NAME = "a whole assessment of somebody known before"
MODEL = "assessments.typing_model"
MOST_PAGES = 80
# Somebody in the community at medium whose finished assessment is there and of whom none is being written.
KNOWN_BEFORE = """
SELECT p.crn FROM assessments_assessmentrecord r JOIN cases_person p ON p.id = r.person_id JOIN cases_case c ON c.id = r.case_id
  JOIN workforce_practitionerteam pt ON pt.id = c.practitioner_team_id JOIN organisation_practitioner s ON s.id = pt.practitioner_id
 WHERE lower(s.code) = %s AND c.state <> 'custody' AND r.rosh = 'medium' AND r.state = 'SELF_SIGNED' AND c.closed_on IS NULL
   AND NOT EXISTS (SELECT FROM assessments_assessmentrecord o WHERE o.person_id = r.person_id AND o.id <> r.id)
 ORDER BY c.id LIMIT 1"""
ANSWERED = """
SELECT (SELECT count(*) FROM jsonb_object_keys(r.answers)), (SELECT count(*) FROM jsonb_object_keys(r.sources)), r.state
  FROM assessments_assessmentrecord r WHERE r.id = %s"""
# Every control that can be seen, with whether it is answered: a group of radios or boxes is one control.
CONTROLS = """() => {
  const found = {};
  for (const one of document.querySelectorAll('form[data-adaptive] [name]')) {
    if (one.type === 'hidden' || one.tagName === 'BUTTON' || !one.offsetParent) continue;
    const control = found[one.name] ??= {name: one.name, type: one.type, values: [], filled: false};
    control.values.push(one.value);
    control.filled ||= ['radio', 'checkbox'].includes(one.type) ? one.checked : one.value.trim() !== '';
  }
  return Object.values(found);
}"""
SENTENCE = "It has been steadier since the summer, and we went through it together."
LONG = f"{SENTENCE} The people around him say the same, and nothing on record speaks against it. He would ring first."
JUDGED = {"rosh_community_known_adult": "medium"}
# What somebody answers who finds little amiss; else the last of the choices that are left.
MILD = ("no", "none", "low", "not_needed", "yes", "making", "positive", "happy")


@dataclass
class Typist:
    """Answers what a page asks and does not know: the first mild choice, a sentence where words are wanted."""

    at: Counted
    required: dict[str, bool]
    limits: dict[str, int | None]
    decisions: int = 0

    def write_page(self) -> None:
        for _again in range(6):  # an answer may bring up another question on the page
            left = [
                one for one in self.at.page.evaluate(CONTROLS) if not one["filled"] and self._is_wanted(one["name"])
            ]
            if not left:
                break
            for one in left:
                # An answer just given may have taken this question away.
                if self.at.page.locator(f"[name='{one['name']}']").first.is_visible():
                    self._answer(one)
        confirm = self.at.page.locator("input[name=confirm]")
        if confirm.count() and not confirm.is_checked():
            confirm.check()
            self.at.interactions += 1
        self.at.press("Save")

    def _is_wanted(self, name: str) -> bool:
        """Required, and in each area of life what the person says of it."""
        if name == "confirm":
            return False
        question = re.sub(r"-\d+-\w+$", "", name)
        return self.required.get(question, True) or question.endswith("_own_words")

    def _answer(self, control: dict[str, Any]) -> None:
        name, values = control["name"], control["values"]
        self.decisions += 1
        if control["type"] in ("radio", "checkbox"):
            chosen = JUDGED.get(name) or next((one for one in MILD if one in values), values[-1])
            self.at.choose_value(name, chosen)
        else:
            self.at.fill(name, self._words(name, control["type"]))

    def _words(self, name: str, kind: str) -> str:
        if kind == "number" or self.limits.get(name, 2000) in (999, 109):
            return "1"
        question = re.sub(r"-\d+-\w+$", "", name)
        if name.endswith(("-by", "-review", "-on", "_last_on")):
            return "in 2 weeks"
        return LONG if question.startswith(("rosh_", "management_")) and kind == "textarea" else SENTENCE


def read(site: served.Site, browser: Browser, officer: str) -> Reading:
    """The reading: minutes by the model, interactions, fields typed, share of the answers that were known."""
    from rainer.common import clock
    from rainer.policy.assessment.form import form_on
    from rainer.policy.rulebook import national

    found = site.ask(KNOWN_BEFORE, officer)
    assert found, "nobody in this world was assessed before"
    on = clock.today()
    questions = [question for _section, question in form_on(on).questions()]
    context = browser.new_context(viewport=served.DESKTOP)
    page = context.new_page()
    served.sign_in(page, site, officer)
    at = Counted(page, site)
    typist = Typist(at, {one.code: one.is_required for one in questions}, {one.code: one.limit for one in questions})
    started = time.perf_counter()
    record = _write(at, typist, str(found[0][0]))
    seconds = time.perf_counter() - started
    context.close()
    ((answers, sources, state),) = site.ask(ANSWERED, record)
    return _reading(
        typist, seconds, int(str(answers)), int(str(sources)), str(state), national().value(MODEL, on=on).value
    )


def _write(at: Counted, typist: Typist, crn: str) -> int:
    at.start_at(f"/people/{crn}/assessment/")
    at.press("Begin a review")
    record = int(re.findall(r"/assessments/(\d+)/", at.page.url)[0])
    at.press_on(at.page.locator(".govuk-task-list a").first)
    for _ in range(MOST_PAGES):
        if re.search(r"/assessments/\d+/$", at.page.url):
            break
        typist.write_page()
    at.press_on(at.page.locator("form[action$='/sign/'] button"))
    at.page.get_by_role("alert").get_by_text("Signed").wait_for()
    return record


def _reading(typist: Typist, seconds: float, answers: int, sources: int, state: str, model: dict[str, Any]) -> Reading:
    at, each = typist.at, model["seconds"]
    minutes = (
        at.pages * each["page"]
        + at.interactions * each["press"]
        + at.characters * each["character"]
        + typist.decisions * each["decision"]
        + sources * each["confirmed"]
        # Some of what is offered is no longer so, and is answered anew.
        + sources * model["changed_per_cent"] / 100 * (each["decision"] + each["press"])
    ) / 60
    share = 100 * sources / max(1, answers)
    return Reading(
        name=NAME,
        seconds=seconds,
        facts=(
            ("minutes, by the typing model", f"{minutes:.1f} (promised at most {model['most_minutes']})"),
            ("answers known before", f"{share:.0f}%, {sources} of {answers} (promised {model['least_prefilled']}%)"),
            ("interactions", str(at.interactions)),
            ("fields typed", f"{at.fields}, {at.characters:,} characters"),
            ("pages", str(at.pages)),
            ("ended as", state),
        ),
        met=minutes <= model["most_minutes"] and share >= model["least_prefilled"] and state != "UNSIGNED",
    )
