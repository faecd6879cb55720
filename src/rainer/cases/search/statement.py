"""The one statement that finds people, each part answered by an index (see the migration `find_indexes`).

Every term gives the people it hits with a score. All must hit: words stand for names first and then, from one word
on, for one address ("Smith Elm Road"), so each place where the address may begin is tried.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from rainer.cases.search.terms import Kind, Term
from rainer.cases.sounds import sound_of

# As the index `address_words` is declared, letter for letter.
ADDRESS_WORDS = (
    "to_tsvector('simple'::regconfig, building || ' ' || street || ' ' || district || ' ' || town || ' ' || postcode)"
)
MOST = 50

_WORD = """
SELECT id, max(score) AS score FROM (
  SELECT id, similarity(surname, %s) AS score FROM cases_person WHERE surname %% %s
  UNION ALL SELECT id, similarity(forename, %s) FROM cases_person WHERE forename %% %s
  UNION ALL SELECT person_id, 0.9 * similarity(surname, %s) FROM cases_alias WHERE surname %% %s
  UNION ALL SELECT person_id, 0.9 * similarity(forename, %s) FROM cases_alias WHERE forename %% %s
  UNION ALL
  SELECT id, GREATEST(0.35, 0.95 * similarity(preferred_name, %s), 0.9 * similarity(previous_surname, %s),
      0.8 * similarity(middle_names, %s))
    FROM cases_person WHERE sounds && ARRAY[%s]::varchar(12)[]
) AS named GROUP BY id"""
_NUMBER = """
SELECT id, 2.0 AS score FROM cases_person WHERE crn = ANY(%s) OR prison_number = ANY(%s) OR pnc = ANY(%s)
  OR cro = ANY(%s) OR (pnc_as_given <> '' AND upper(pnc_as_given) = ANY(%s))
UNION SELECT person_id, 2.0 FROM cases_personidentifier WHERE value = ANY(%s)"""
_BORN = """
SELECT id, 1.0 AS score FROM cases_person WHERE date_of_birth BETWEEN %s AND %s
UNION SELECT person_id, 1.0 FROM cases_alias WHERE date_of_birth BETWEEN %s AND %s"""
_POSTCODE = """
SELECT id, 1.0 AS score FROM cases_person WHERE postcode <> '' AND postcode = ANY(%s)
UNION SELECT person_id, 1.0 FROM cases_address WHERE postcode = ANY(%s)"""
# As the indexes `person_outward` and `address_outward` are declared: a postcode without its last three characters. A
# number that looks like one is found too.
OUTWARD = "left(replace(postcode, ' ', ''), -3)"
_OUTWARD = f"""
{_NUMBER}
UNION SELECT id, 1.0 FROM cases_person WHERE postcode <> '' AND {OUTWARD} = ANY(%s)
UNION SELECT person_id, 1.0 FROM cases_address WHERE postcode <> '' AND {OUTWARD} = ANY(%s)"""  # noqa: S608
_ADDRESS = f"""
SELECT DISTINCT person_id AS id, 0.5 AS score FROM cases_address
WHERE {ADDRESS_WORDS} @@ plainto_tsquery('simple'::regconfig, %s)"""  # noqa: S608
_IN_AREA = "EXISTS (SELECT 1 FROM cases_case c WHERE c.person_id = p.id AND c.team_id = ANY(%s))"


@dataclass
class Statement:
    """SQL and what goes in it, put together part by part in the order of the text."""

    parts: list[str] = field(default_factory=list)
    values: list[Any] = field(default_factory=list)

    def add(self, name: str, sql: str, *values: Any) -> str:
        self.parts.append(f"{name} AS MATERIALIZED ({sql})")
        self.values += values
        return name


def statement(terms: list[Term], *, team_ids: list[int] | None, any_term: bool) -> tuple[str, list[Any]]:
    """The SQL and its values: the ids of at most fifty people, likeliest first. `team_ids` None means everywhere."""
    made = Statement()
    hits = [_hits(made, f"term{number}", term) for number, term in enumerate(terms)]
    found = _any(made, hits, terms) if any_term else _all(made, hits, terms)
    where = "" if team_ids is None else f"WHERE {_IN_AREA}"
    sql = (
        f"WITH {', '.join(made.parts)} SELECT p.id FROM ({found}) AS found JOIN cases_person p ON p.id = found.id "  # noqa: S608
        f"{where} GROUP BY p.id ORDER BY {'sum' if any_term else 'max'}(found.score) DESC, p.surname, p.forename, p.crn "
        f"LIMIT {MOST}"
    )
    return sql, made.values + ([] if team_ids is None else [team_ids])


def _hits(made: Statement, name: str, term: Term) -> str:
    if term.kind is Kind.WORD:
        word = term.text
        return made.add(name, _WORD, *[word] * 11, sound_of(word))
    if term.kind is Kind.NUMBER:
        return made.add(name, _NUMBER, *[list(term.forms)] * 6)
    if term.kind is Kind.POSTCODE:
        return made.add(name, _POSTCODE, *[list(term.forms)] * 2)
    if term.kind is Kind.OUTWARD:
        return made.add(name, _OUTWARD, *[list(term.forms)] * 8)
    assert term.born is not None
    return made.add(name, _BORN, *term.born, *term.born)


def _any(made: Statement, hits: list[str], terms: list[Term]) -> str:
    words = [term.text for term in terms if term.kind is Kind.WORD]
    address = [made.add("address", _ADDRESS, " ".join(words))] if words else []
    return " UNION ALL ".join(f"SELECT id, score FROM {name}" for name in hits + address)  # noqa: S608


def _all(made: Statement, hits: list[str], terms: list[Term]) -> str:
    words = [number for number, term in enumerate(terms) if term.kind is Kind.WORD]
    others = [name for name, term in zip(hits, terms, strict=True) if term.kind is not Kind.WORD]
    ways = [_together([hits[number] for number in words] + others)]
    for begins in range(len(words)):
        text = " ".join(terms[number].text for number in words[begins:])
        address = made.add(f"address{begins}", _ADDRESS, text)
        ways.append(_together([hits[number] for number in words[:begins]] + others + [address]))
    return " UNION ALL ".join(ways)


def _together(names: list[str]) -> str:
    """People whom every one of these parts hits, with the sum of the scores."""
    score = " + ".join(f"{name}.score" for name in names)
    joins = "".join(f" JOIN {name} USING (id)" for name in names[1:])
    return f"SELECT id, {score} AS score FROM {names[0]}{joins}"  # noqa: S608
