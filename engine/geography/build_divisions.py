"""Make `data/divisions.csv.gz` from the packages named in `data/SOURCES.md`. Run once for each new edition of them.

    npm pack china-division@2.7.0 @vant/area-data@2.1.0;  pip download --no-deps cpca==0.5.5      (and unpack the three)
    python -m engine.geography.build_divisions --divisions CHINA_DIVISION/dist --outlying VANT/dist/index.js \
        --points CPCA/cpca/resources/adcodes.csv --out engine/geography/data/divisions.csv.gz
"""

import argparse
import csv
import gzip
import io
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

import msgspec

from engine.geography.regions import HOME_COUNTRY, Level
from engine.geography.shipped import NAME_SEPARATOR
from engine.geography.short_names import short_names

Point = tuple[float, float]
COLUMNS: Final = ("code", "name", "short_names", "level", "parent", "longitude", "latitude", "point_of")
PLACEHOLDERS: Final = frozenset({"其它区"})
# Founded in April 2020; the statistics keep the three archipelagos apart. Their points are those of the archipelagos.
REPLACED: Final = frozenset({"460321", "460322", "460323"})
ADDED: Final = {"460302": ("西沙区", "460321"), "460303": ("南沙区", "460322")}


class Division(msgspec.Struct, kw_only=True):
    """One row to be. `point_of` is the code whose point it carries: its own, a predecessor's or its parent's."""

    code: str
    name: str
    level: Level
    parent: str
    point: Point | None = None
    point_of: str = ""


def mainland(folder: Path) -> list[Division]:
    """Return provinces, cities and districts of china-division, with the corrections above."""
    found = [
        Division(code=f"{row['code']}0000", name=row["name"], level="province", parent=HOME_COUNTRY)
        for row in _rows(folder / "provinces.csv")
    ]
    found += [
        Division(code=f"{row['code']}00", name=row["name"], level="city", parent=f"{row['provinceCode']}0000")
        for row in _rows(folder / "cities.csv")
    ]
    known = {division.code for division in found}
    areas = [row for row in _rows(folder / "areas.csv") if row["code"] not in known | REPLACED]
    found += [
        Division(code=row["code"], name=row["name"], level="district", parent=f"{row['cityCode']}00") for row in areas
    ]
    return found + [
        Division(code=code, name=name, level="district", parent=f"{code[:4]}00") for code, (name, _) in ADDED.items()
    ]


def outlying(script: Path) -> list[Division]:
    """Return Taiwan, Hong Kong and Macau with the customary codes of @vant/area-data (GB/T 2260 stops above)."""
    pairs = re.findall(r"""["']?(\d{6})["']?\s*:\s*["']([^"']+)["']""", script.read_text(encoding="utf-8"))
    named = {code: json.loads(f'"{name}"') for code, name in pairs if code[:2] in {"71", "81", "82"}}
    return [_by_code(code, name) for code, name in sorted(named.items()) if name not in PLACEHOLDERS]


def place(divisions: Iterable[Division], points: Mapping[str, tuple[str, Point]]) -> None:
    """Give each division its own point; else that of its name in its province before a recoding; else its parent's."""
    by_name: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for code, (name, _) in points.items():
        by_name[code[:2], name].append(code)
    placed: dict[str, Division] = {}
    for division in sorted(divisions, key=lambda one: (("province", "city", "district").index(one.level), one.code)):
        predecessors = by_name.get((division.code[:2], division.name), [])
        source = ADDED.get(division.code, ("", division.code))[1]
        if source not in points and len(predecessors) == 1:
            source = predecessors[0]
        if source in points:
            division.point, division.point_of = points[source][1], source
        elif division.parent in placed:
            parent = placed[division.parent]
            division.point, division.point_of = parent.point, parent.point_of
        placed[division.code] = division


def write(divisions: Iterable[Division], out: Path) -> int:
    """Write the file, byte for byte the same for the same input. Return the number of rows."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(COLUMNS)
    ordered = sorted(divisions, key=lambda division: division.code)
    for one in ordered:
        longitude, latitude = one.point or ("", "")
        names = NAME_SEPARATOR.join(short_names(one.name))
        table.writerow([one.code, one.name, names, one.level, one.parent, longitude, latitude, one.point_of])
    out.write_bytes(gzip.compress(text.getvalue().encode("utf-8"), compresslevel=9, mtime=0))
    return len(ordered)


def read_points(path: Path) -> dict[str, tuple[str, Point]]:
    """Return code → name and point of cpca's table, whose codes have twelve digits, for the rows that have a point."""
    rows = [row for row in _rows(path) if row["adcode"].endswith("000000") and row["longitude"]]
    return {row["adcode"][:6]: (row["name"], (float(row["longitude"]), float(row["latitude"]))) for row in rows}


def _by_code(code: str, name: str) -> Division:
    if code.endswith("0000"):
        return Division(code=code, name=name, level="province", parent=HOME_COUNTRY)
    if code.endswith("00"):
        return Division(code=code, name=name, level="city", parent=f"{code[:2]}0000")
    return Division(code=code, name=name, level="district", parent=f"{code[:4]}00")


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def main() -> None:
    """Read the three sources and write the file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for option in ("--divisions", "--outlying", "--points", "--out"):
        parser.add_argument(option, type=Path, required=True)
    paths = parser.parse_args()
    divisions = [*mainland(paths.divisions), *outlying(paths.outlying)]
    place(divisions, read_points(paths.points))
    rows = write(divisions, paths.out)
    own = sum(division.point_of == division.code for division in divisions)
    sys.stdout.write(f"{rows} divisions, {own} with a point of their own\n")


if __name__ == "__main__":
    main()
