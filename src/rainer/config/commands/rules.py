"""`rainer rules`: list, show and explain the rules, and check them against conformance cases.

Needs no database and no settings: only the policy package.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from dataclasses import fields
from datetime import date, datetime
from difflib import get_close_matches
from inspect import getdoc
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter, ValidationError

from rainer.config.commands import rules_text
from rainer.config.commands.days import day
from rainer.policy import conformance, register
from rainer.policy.outcome import as_data
from rainer.policy.rulebook import NATION, Place, RulebookError, national


class CommandError(Exception):
    """The command cannot go on; the message says what to change. Exit status 2."""


def add_arguments(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Put `rules` and its four actions on the command line."""
    rules = subparsers.add_parser("rules", help="list, show, explain or check the rules")
    actions = rules.add_subparsers(dest="rules_action", required=True, metavar="ACTION")
    actions.add_parser("list", help="every rule, with what it decides")
    show = actions.add_parser("show", help="one rule: its inputs, parameters and sources")
    show.add_argument("rule")
    _add_when_and_where(show)
    explain = actions.add_parser("explain", help="work a rule out and show every step")
    explain.add_argument("rule")
    explain.add_argument("--input", required=True, metavar="JSON",
                         help="the inputs as JSON; - reads standard input, @FILE a file")  # fmt: skip
    _add_when_and_where(explain)
    explain.add_argument("--json", action="store_true", help="print the outcome as JSON")
    check = actions.add_parser("check", help="run conformance cases against the rules")
    check.add_argument("file", metavar="FILE.jsonl")
    check.add_argument("--rule", help="only the cases of this rule")
    check.add_argument("--json", action="store_true", help="print the results as JSON")


def run(args: argparse.Namespace) -> int:
    """Exit status: 0 done, 1 a case failed, 2 the command could not be carried out."""
    actions = {"list": _list, "show": _show, "explain": _explain, "check": _check}
    try:
        return actions[args.rules_action](args)
    except (CommandError, RulebookError) as error:
        print(error, file=sys.stderr)
        return 2


def _add_when_and_where(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--on", type=day, metavar="DATE", help="the day asked about, past or to come; today if left out"
    )
    parser.add_argument("--place", type=_place, default=NATION, metavar="PLACE",
                        help='nation, or "nation, region" or "nation, region, unit"')  # fmt: skip


def _place(text: str) -> Place:
    parts = [part.strip() for part in text.split(",")]
    if not all(parts) or len(parts) > 3:
        expected = '"nation", "nation, region" or "nation, region, unit"'
        raise argparse.ArgumentTypeError(f"{text!r} is not {expected}")
    return Place(*parts)


def _day_asked(args: argparse.Namespace) -> date:
    """The day given, or today: the only time these commands read the clock."""
    return args.on or datetime.now(tz=ZoneInfo("Europe/London")).date()


def _rule(name: str) -> register.Rule:
    known = register.rules()
    if name in known:
        return known[name]
    if name in conformance.adapters():
        said = "is a name in the cases of a conformance set: `rainer rules explain` works it out from a case's input"
        raise CommandError(f"{name} {said}, and names the rule it asks.")
    close = get_close_matches(name, known, n=3, cutoff=0.4)
    hint = f" Did you mean {' or '.join(close)}?" if close else " `rainer rules list` names them all."
    raise CommandError(f"There is no rule called {name}.{hint}")


def _list(args: argparse.Namespace) -> int:
    entries = register.entries()
    known = register.rules()
    width = max((len(name) for name in known), default=0)
    for name, rule in known.items():
        how_far = "partly" if entries.get(name, {}).get("modelled") == "partly" else "modelled"
        print(f"{name:<{width}}  {how_far:<8}  {rule.summary}")
    return 0


def _show(args: argparse.Namespace) -> int:
    rule = _rule(args.rule)
    on = _day_asked(args)
    print(f"{rule.name}\n\n{getdoc(rule.function) or ''}\n\nInputs")
    print("\n".join(rules_text.input_lines(rule.inputs_type)))
    print(f"\nParameters on {on.isoformat()} in {args.place.words}")
    for key in rule.reads:
        print("\n".join(rules_text.parameter_lines(national(), key, on=on, place=args.place)))
    if not rule.reads:
        print("  none")
    left_out = register.entries().get(rule.name, {}).get("left_out")
    if left_out:
        print(f"\nLeft out: {left_out}")
    return 0


def _explain(args: argparse.Namespace) -> int:
    if args.rule not in register.rules() and args.rule in conformance.adapters():
        return _explain_case(args)
    rule = _rule(args.rule)
    inputs = _inputs(rule, _input_text(args.input))
    outcome = rule.function(inputs, on=_day_asked(args), place=args.place)
    if args.json:
        print(json.dumps(as_data(outcome), indent=2, ensure_ascii=False))
    else:
        print("\n".join(rules_text.outcome_lines(outcome)))
    return 0


def _explain_case(args: argparse.Namespace) -> int:
    """A name of a set's cases, with the input of a case: which rule it asks, and that rule's steps."""
    if args.on or args.place != NATION:
        raise CommandError(f"{args.rule} is a name of a set's cases: their input says the day and the place itself.")
    try:
        answer = conformance.answer_of(args.rule, _object(_input_text(args.input)))
    except CommandError:
        raise
    except Exception as error:  # any fault at all: the input is as the set writes it or it is not
        fault = f"{type(error).__name__}: {error}"
        raise CommandError(f"The input is not that of a case of {args.rule}: {fault}.") from None
    outcome = answer.outcome if isinstance(answer, conformance.Explained) else None
    result = answer.result if isinstance(answer, conformance.Explained) else answer
    if args.json:
        asks = outcome.rule if outcome else None
        data = {"asks": asks, "result": result, "outcome": as_data(outcome) if outcome else None}
        print(json.dumps(data, indent=2, ensure_ascii=False, default=str))
        return 0
    print("\n".join(rules_text.case_lines(args.rule, result, outcome)))
    return 0


def _object(text: str) -> dict[str, Any]:
    data = _json(text)
    if not isinstance(data, dict):
        raise CommandError("The input of a case is a JSON object.")
    return data


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise CommandError(f"The input is not JSON: {error.msg} at {where}.") from None


def _input_text(given: str) -> str:
    if given == "-":
        return sys.stdin.read()
    if given.startswith("@"):
        return _read(given[1:])
    return given


def _read(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise CommandError(f"There is no file {path}.") from None
    except UnicodeDecodeError:
        raise CommandError(f"{path} is not text in UTF-8.") from None
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from None


def _inputs(rule: register.Rule, text: str) -> Any:
    """The rule's inputs from JSON; CommandError names every field that is missing, unknown or wrong."""
    data = _json(text)
    adapter = TypeAdapter(rule.inputs_type)
    try:
        inputs = adapter.validate_json(text)
    except ValidationError as error:
        known = dict.fromkeys(field.name for field in fields(rule.inputs_type))
        faults = [_fault(e) for e in error.errors()] + _unknown_fields(data, known)
        raise CommandError(_input_faults(rule, faults)) from None
    unknown = _unknown_fields(data, adapter.dump_python(inputs, mode="json"))
    if unknown:
        raise CommandError(_input_faults(rule, unknown))
    return inputs


def _fault(error: Any) -> str:
    where = ".".join(str(part) for part in error["loc"]) or "the input"
    if error["type"] == "missing":
        return f"{where}: this field is missing."
    return f"{where}: {error['msg']}; it is {json.dumps(error['input'], default=str)}."


def _input_faults(rule: register.Rule, faults: list[str]) -> str:
    lines = [f"The input does not fit {rule.name}.", *(f"  {f}" for f in faults), "Expected fields:"]
    return "\n".join([*lines, *rules_text.input_lines(rule.inputs_type)])


def _unknown_fields(given: Any, understood: Any, path: str = "") -> list[str]:
    """Fields of the JSON that the rule's inputs do not have: gone once read and written back."""
    found: list[str] = []
    if isinstance(given, dict) and isinstance(understood, dict):
        for key, value in given.items():
            here = f"{path}.{key}" if path else key
            if key in understood:
                found += _unknown_fields(value, understood[key], here)
            else:
                found.append(f"{here}: there is no such field.")
    elif isinstance(given, list) and isinstance(understood, list) and len(given) == len(understood):
        for number, (one, other) in enumerate(zip(given, understood, strict=True)):
            found += _unknown_fields(one, other, f"{path}.{number}")
    return found


def _check(args: argparse.Namespace) -> int:
    cases = [c for c in _cases(args.file) if args.rule in (None, c.rule)]
    if args.rule and not cases:
        _rule(args.rule)
    results = [conformance.run(case) for case in cases]
    counts = Counter[str](result.verdict for result in results)
    skipped = sorted({r.case.rule for r in results if r.verdict == "skipped"})
    if args.json:
        print(json.dumps(_check_data(results, counts, skipped), indent=2, ensure_ascii=False, default=str))
    else:
        for result in results:
            if result.verdict == "failed":
                print("\n".join(rules_text.failure_lines(result)))
        if skipped:
            print(f"Not modelled, so skipped: {', '.join(skipped)}")
        print(f"{counts['passed']} passed, {counts['failed']} failed, {counts['skipped']} skipped")
    return 1 if counts["failed"] else 0


def _cases(path: str) -> list[conformance.Case]:
    cases, faults = [], []
    for number, line in enumerate(_read(path).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            cases.append(conformance.parse_case(line))
        except conformance.MalformedCaseError as error:
            faults.append(f"{path}, line {number}: {error}")
    if faults:
        raise CommandError("\n".join(faults))
    return cases


def _check_data(results: list[conformance.Result], counts: Counter[str], skipped: list[str]) -> dict[str, Any]:
    failures = [rules_text.failure_data(r) for r in results if r.verdict == "failed"]
    tally = {verdict: counts[verdict] for verdict in ("passed", "failed", "skipped")}
    return {**tally, "skipped_rules": skipped, "failures": failures}
