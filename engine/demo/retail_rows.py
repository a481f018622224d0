"""Raw rows of the Online Retail data set, from the package or from a folder."""

import csv
import gzip
import io
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Final

from engine.errors import NotFound

COLUMNS: Final = (
    "InvoiceNo",
    "StockCode",
    "Description",
    "Quantity",
    "InvoiceDate",
    "UnitPrice",
    "CustomerID",
    "Country",
)
DAY_COLUMN: Final = COLUMNS.index("InvoiceDate") - len(COLUMNS)  # counted from the end
EXTRACT: Final = "invoices.csv.gz"


def raw_rows(folder: Path | None = None) -> Iterator[dict[str, str]]:
    """Yield every row of the packaged extract, or of all `*.csv.gz` in a folder in the order of their names.

    Raises NotFound where the folder holds none.
    """
    if folder is None:
        packed = [(files("engine.demo") / "data" / EXTRACT).read_bytes()]
        sources: Iterator[bytes] = iter(packed)
    else:
        sources = (path.read_bytes() for path in files_in(folder))
    for source in sources:
        yield from csv.DictReader(lines_of(source))


def files_in(folder: Path) -> list[Path]:
    """Return the data files of a folder, sorted by name. Raises NotFound where there are none."""
    found = sorted(folder.glob("*.csv.gz"))
    if not found:
        raise NotFound("invoice file (*.csv.gz) in", folder)
    return found


def lines_of(packed: bytes) -> Iterator[str]:
    """Yield the lines of a gzip CSV file with their ends, which are left as they are."""
    return iter(io.StringIO(gzip.decompress(packed).decode("utf-8"), newline=""))
