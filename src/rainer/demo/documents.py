"""A few papers on the records of the people who have a name, added by whoever holds the case."""

from __future__ import annotations

from datetime import datetime

from rainer.cases.models import Case, Person
from rainer.cases.operations.documents import Sent, add_document, add_version
from rainer.common import clock
from rainer.organisation.access import Acting
from rainer.web.pdf import Paper, Paragraph, pdf_of

# Name, kind, file, what it says, whether it is sensitive.
PAPERS = (
    ("Pre-sentence report", "court", "pre-sentence-report.pdf", "Prepared for the court at sentence.", False),
    (
        "Tenancy letter from the council",
        "letter_from",
        "council.pdf",
        "The tenancy can be taken up from Monday.",
        False,
    ),
    (
        "Letter from the community mental health team",
        "health",
        "mental-health.pdf",
        "Seen in clinic. Review in May.",
        True,
    ),
)


def write(people: list[Person]) -> None:
    """Without a named practitioner who may sign in there is nobody to add them."""
    for person in people:
        case = (
            Case.objects.filter(person=person, closed_on=None).select_related("practitioner_team__practitioner").first()
        )
        held_by = case.practitioner_team if case else None
        user = held_by.practitioner.user if held_by else None
        if user is not None:
            _add(Acting.of(user), person.crn, clock.now())


def _add(acting: Acting, crn: str, at: datetime) -> None:
    for name, kind, file, says, is_sensitive in PAPERS:
        content = pdf_of(Paper(title=name, blocks=[Paragraph(says)], at=at))
        kept = add_document(
            acting=acting, crn=crn, name=name, kind=kind, about="person", is_sensitive=is_sensitive,
            sent=Sent(file, content),
        )  # fmt: skip
    newer = pdf_of(Paper(title=name, blocks=[Paragraph(says), Paragraph("Put right: the review is in June.")], at=at))
    add_version(acting=acting, document_id=kept.document_id, sent=Sent(file, newer))
