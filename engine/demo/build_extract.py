"""Make `data/invoices.csv.gz`: some whole days of the Online Retail data set, every row of them as it stands.

    python -m engine.demo.build_extract --source FOLDER --first 2011-07-01 --last 2011-09-04 \
        --out engine/demo/data/invoices.csv.gz

FOLDER holds the data set as gzip CSV files whose names sort by time.
"""

import argparse
import gzip
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from engine.demo.retail_rows import DAY_COLUMN, files_in, lines_of


def extract(source: Path, first: date, last: date) -> Iterator[str]:
    """Yield the header, then every line of the days from `first` to `last`, unchanged and in the source's order."""
    header: str | None = None
    for path in files_in(source):
        lines = lines_of(path.read_bytes())
        top = next(lines)
        if header is None:
            header = top
            yield top
        yield from (line for line in lines if first.isoformat() <= day_of(line) <= last.isoformat())


def day_of(line: str) -> str:
    """Return the day of a raw line, counted from the end: only the description before it may hold commas."""
    return line.rstrip("\r\n").split(",")[DAY_COLUMN][:10]


def main() -> None:
    """Write the extract."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--source", type=Path, required=True)
    parser.add_argument("--first", type=date.fromisoformat, required=True)
    parser.add_argument("--last", type=date.fromisoformat, required=True)
    parser.add_argument("--out", type=Path, required=True)
    wanted = parser.parse_args()
    text = "".join(extract(wanted.source, wanted.first, wanted.last))
    wanted.out.write_bytes(gzip.compress(text.encode("utf-8"), compresslevel=9, mtime=0))
    sys.stdout.write(f"{text.count(chr(10)) - 1} rows, {wanted.out.stat().st_size} bytes\n")


if __name__ == "__main__":
    main()
