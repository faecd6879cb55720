"""Small extracts made in the test: invented staff, every sheet and column, and whatever a test spoils."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from rainer.importers.wmt.columns import SHEETS, tier_columns

Row = dict[str, Any]
Sheets = dict[str, list[Row]]

ERROR = "=NA()"
DAY = date(2024, 5, 1)
STAMP = datetime(2024, 5, 1, 0, 32)  # noqa: DTZ001 - a spreadsheet cell has no zone


def person(
    key: str,
    *,
    grade: str = "NPSM",
    team: str = "T1",
    name: str = "Fellside ",
    unit: str = "U1",
    **counts: Any,
) -> Row:
    """A row of a count sheet; its own total is that of the tier counts given."""
    row: Row = {
        "trust": "PS", "region_desc": "Northmarch", "region_code": "N01", "pdu_desc": f"Unit {unit}",
        "pdu_code": unit, "ldu_desc": "District", "ldu_code": "D1", "team_desc": name, "team_code": team,
        "om_surname": f"Surname {key}", "om_forename": "Robin", "om_key": key, "om_grade_code": grade,
        "datestamp": STAMP,
    }  # fmt: skip
    row.update(counts)
    tiers = set(tier_columns())
    row["vcrn_count"] = sum(n for column, n in counts.items() if column in tiers and isinstance(n, int))
    return {**row, **{k: v for k, v in counts.items() if k == "vcrn_count"}}


def contact(code: str, *, doer: tuple[str, str], holder: tuple[str, str], on: Any = STAMP) -> Row:
    return {
        "contact_id": 1, "crn": "X100001", "contact_date": on, "contact_type_code": code,
        "contact_staff_key": doer[0], "contact_team_key": doer[1],
        "om_key": holder[0], "om_team_key": holder[1],
    }  # fmt: skip


def extract() -> Sheets:
    """Three practitioner-teams in two teams and one prison officer.

    K1 holds 6 B2, 8 C2 and 4 D2 in the community, 3 B1 on licence and 2 A1 in custody: 1,833 points. One
    standard and two fast reports add 268, and a contact that K2 did for K1 takes 26 away: 2,075 of 2,176.
    """
    k1 = {"commtierb2": 6, "commtierc2": 8, "commtierd2": 4, "licencetierb1": 3, "custtiera1": 2}
    return {
        "wmt_extract": [
            person("K1", **{**k1, "commtierb2": 7}),
            person("K2", grade=" ", commtiera3=1, commtier0=2, commtiera3s=3),
            person("K3", grade="NPSQ", team="T2", name="Moorside", unit="U2", commtiera3=10, commtiera2=5),
        ],
        "wmt_extract_filtered": [
            person("K1", **k1),
            person("K2", grade=" ", commtiera3=1, commtier0=2, commtiera3s=3),
            person("K3", grade="NPSQ", team="T2", name="Moorside", unit="U2", commtiera3=10, commtiera2=5),
        ],
        "t2a": [person("K3", grade="NPSQ", team="T2", name="Moorside", unit="U2", commtierb3=2)],
        "omic_teams": [person("P1", team="T9", name="Prison", unit="U9", custtierb2=10, custtierc1=1)],
        "court_reports": [
            {**person("K1"), "sdr_last_30": 1, "sdr_conv_last_30": 2, "oral_reports": 4},
        ],
        "cms": [contact("CMS06", doer=("K2", "T1"), holder=("K1", "T1"))],
    }


def write(
    path: Path,
    sheets: Mapping[str, Sequence[Row]],
    *,
    titles: Mapping[str, str] | None = None,
    headings: Mapping[tuple[str, str], str] | None = None,
    without: Sequence[tuple[str, str]] = (),
    without_sheets: Sequence[str] = (),
) -> Path:
    """Write a workbook of every known sheet. `titles` and `headings` rename; `without` leaves columns out."""
    with xlsxwriter.Workbook(str(path), {"default_date_format": "dd/mm/yyyy"}) as book:
        for name, columns in SHEETS.items():
            if name in without_sheets:
                continue
            sheet = book.add_worksheet((titles or {}).get(name, name))
            kept = [column for column in columns.known if (name, column) not in without]
            sheet.write_row(0, 0, [(headings or {}).get((name, column), column) for column in kept])
            for line, row in enumerate(sheets.get(name, ()), start=1):
                for place, column in enumerate(kept):
                    cell = row.get(column, "")
                    if cell == ERROR:
                        sheet.write_formula(line, place, ERROR, None, "#N/A")
                    else:
                        sheet.write(line, place, cell)
    return path


def with_password(path: Path) -> Path:
    """What a password makes of an .xlsx: a compound file whose directory names the stream that holds it whole."""
    name = "EncryptedPackage".encode("utf-16-le")
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1016) + name + bytes(3000))
    return path
