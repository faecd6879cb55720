"""Rainer's own source as a graph: which values of the rulebook a function comes to read, straight or through others."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import rainer
from rainer.policy.register import rules
from rainer.policy.rulebook import national

ROOT = Path(rainer.__file__).parent
# Neither shows a page nor runs a job of the service.
ASIDE = ("demo", "migrations", "conformance", "benchmarks", "commands")
Name = tuple[str, str]


@dataclass
class Node:
    """A function, class or constant of a module: keys of values written in it, whole or as a first part ("tasks.due.")
    and a last, and the names it refers to."""

    written: frozenset[str]
    beginnings: frozenset[str]
    names: frozenset[Name]


@dataclass
class Module:
    """Its definitions by name, and what each imported name stands for."""

    nodes: dict[str, Node] = field(default_factory=dict)
    imported: dict[str, Name] = field(default_factory=dict)


@lru_cache(maxsize=1)
def modules() -> dict[str, Module]:
    """Every module of Rainer, read once: a second or so for the whole source."""
    parts = key_parts()
    files = (path for path in sorted(ROOT.rglob("*.py")) if not set(path.relative_to(ROOT).parts) & set(ASIDE))
    return {_module_name(path): _read(path, parts) for path in files}


@lru_cache(maxsize=1)
def key_parts() -> frozenset[str]:
    """Every key, and what stands behind each of its dots."""
    keys = national().keys()
    return frozenset(".".join(key.split(".")[at:]) for key in keys for at in range(key.count(".") + 1))


def _module_name(path: Path) -> str:
    parts = path.relative_to(ROOT.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _read(path: Path, parts: frozenset[str]) -> Module:
    found = Module()
    for statement in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(statement, ast.Import | ast.ImportFrom):
            found.imported |= _imported(statement)
        for name, part in _defined(statement):
            found.nodes[name] = _node(part, parts, found)
    return found


def _imported(statement: ast.Import | ast.ImportFrom) -> dict[str, Name]:
    """Local name to (module, name in it); the whole of a module is ("module", "")."""
    if isinstance(statement, ast.Import):
        return {one.asname or one.name: (one.name, "") for one in statement.names}
    return {one.asname or one.name: (statement.module or "", one.name) for one in statement.names}


def _defined(statement: ast.stmt) -> Iterator[tuple[str, ast.AST]]:
    """Each name a statement defines, and the part of it that says what it is."""
    if isinstance(statement, ast.FunctionDef | ast.ClassDef):
        yield statement.name, statement
    targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
    for target in targets:
        if isinstance(target, ast.Name):
            yield target.id, statement
        elif isinstance(target, ast.Tuple):
            yield from _unpacked(target, getattr(statement, "value", statement))


def _unpacked(targets: ast.Tuple, value: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """`A, B = "a", "b"`: each name has its own part; where the other side is no tuple, all of it."""
    parts = value.elts if isinstance(value, ast.Tuple) else [value] * len(targets.elts)
    yield from ((t.id, part) for t, part in zip(targets.elts, parts, strict=False) if isinstance(t, ast.Name))


def _node(statement: ast.AST, parts: frozenset[str], inside: Module) -> Node:
    """What is written in a definition, its decorators and methods among it. `part.name` of a module is one name."""
    written, beginnings, names = set[str](), set[str](), set[Name]()
    for part in ast.walk(statement):
        if isinstance(part, ast.Constant) and part.value in parts:
            written.add(str(part.value))
        elif isinstance(part, ast.JoinedStr) and str(getattr(part.values[0], "value", "")).endswith("."):
            beginnings.add(str(getattr(part.values[0], "value", "")))
        elif isinstance(part, ast.Name):
            names.add((part.id, ""))
        elif isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name):
            names.add((part.value.id, part.attr))
        elif isinstance(part, ast.ImportFrom):
            inside.imported |= _imported(part)
            names |= {(one.asname or one.name, "") for one in part.names}
    return Node(frozenset(written), frozenset(beginnings), frozenset(names))


def keys_read_by(module: str, name: str) -> frozenset[str]:
    """The keys of all values that a function may come to read: those written in what it reaches."""
    seen: set[Name] = set()
    waiting, written, beginnings = [(module, name)], set[str](), {""}
    while waiting:
        where = waiting.pop()
        if where in seen:
            continue
        seen.add(where)
        node = modules()[where[0]].nodes[where[1]] if where[1] in _nodes(where[0]) else None
        if node is not None:
            written |= node.written | _reads().get(where, frozenset())
            beginnings |= node.beginnings
            waiting += filter(None, (_meant(where[0], *one) for one in node.names))
    keys = set(national().keys())
    return frozenset(keys & {first + last for first in beginnings for last in written})


@lru_cache(maxsize=1)
def _reads() -> dict[Name, frozenset[str]]:
    """What each rule says it reads, by its function: a list may be put together from a table."""
    functions = ((rule.function, rule.reads) for rule in rules().values())
    return {(function.__module__, function.__name__): frozenset(reads) for function, reads in functions}


def _nodes(module: str) -> dict[str, Node]:
    return modules()[module].nodes if module in modules() else {}


@lru_cache(maxsize=200_000)
def _meant(module: str, name: str, attribute: str) -> Name | None:
    """The definition that a name in a module stands for, through any chain of imports; None outside Rainer."""
    if name in _nodes(module):
        return module, name
    if module not in modules() or name not in modules()[module].imported:
        return None
    source, original = modules()[module].imported[name]
    whole = f"{source}.{original}" if original else source
    if whole in modules():
        return _meant(whole, attribute, "") if attribute else None
    return _meant(source, original, "") if original else None
