"""The regions that come with the package: the divisions of China to the district, and countries."""

import csv
import gzip
import io
from functools import cache
from importlib.resources import files
from typing import Final

import msgspec

from engine.geography.regions import Region, RegionTree

DIVISIONS: Final = "divisions.csv.gz"
COUNTRIES: Final = "countries.csv"
NAME_SEPARATOR: Final = "|"


@cache
def shipped_regions() -> RegionTree:
    """Return the shipped tree, read once. Its sources and their licences stand in `data/SOURCES.md`."""
    data = files("engine.geography") / "data"
    countries = (data / COUNTRIES).read_text(encoding="utf-8")
    divisions = gzip.decompress((data / DIVISIONS).read_bytes()).decode("utf-8")
    return RegionTree.of([*_regions(countries), *_regions(divisions)])


def _regions(text: str) -> list[Region]:
    rows = [
        {
            "code": row["code"],
            "name": row["name"],
            "short_names": [name for name in row["short_names"].split(NAME_SEPARATOR) if name],
            "level": row["level"],
            "parent": row["parent"] or None,
            "longitude": float(row["longitude"]) if row["longitude"] else None,
            "latitude": float(row["latitude"]) if row["latitude"] else None,
        }
        for row in csv.DictReader(io.StringIO(text))
    ]
    return msgspec.convert(rows, list[Region])
