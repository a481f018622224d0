"""`make bench`: runs every benchmark, or those named, prints the figures and writes reports/bench.json."""

import argparse
import importlib
import os
import pkgutil
import platform
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

import benchmarks
from benchmarks.figure import Figure


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """All figures of one run, and what they were measured on."""

    python: str
    machine: str
    cores: int
    load: float  # runnable processes over the last minute, when the run began
    figures: dict[str, list[Figure]]


def names() -> Iterator[str]:
    """Return the benchmarks: the modules here that have a `measure`."""
    for module in pkgutil.iter_modules(benchmarks.__path__):
        if module.name != "__main__" and hasattr(importlib.import_module(f"benchmarks.{module.name}"), "measure"):
            yield module.name


def run(chosen: Sequence[str]) -> Report:
    """Run the chosen benchmarks, printing each figure as it comes."""
    load = os.getloadavg()[0]
    figures: dict[str, list[Figure]] = {}
    for name in chosen:
        print(name)
        for figure in importlib.import_module(f"benchmarks.{name}").measure():
            figures.setdefault(name, []).append(figure)
            spread = f"{figure.low:,.1f} to {figure.high:,.1f}"
            print(f"  {figure.name:<44} {figure.value:>14,.1f} {figure.unit:<12} ({spread})")
    return Report(
        python=platform.python_version(),
        machine=platform.machine(),
        cores=os.cpu_count() or 1,
        load=load,
        figures=figures,
    )


def main() -> None:
    known = tuple(names())
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", help=f"which to run, of {', '.join(known)}; all of them without any")
    parser.add_argument("--report", type=Path, default=Path("reports/bench.json"))
    arguments = parser.parse_args()
    if unknown := sorted(set(arguments.names) - set(known)):
        parser.error(f"there is no benchmark {', '.join(unknown)}; there are {', '.join(known)}")
    report = run(arguments.names or known)
    arguments.report.parent.mkdir(parents=True, exist_ok=True)
    arguments.report.write_bytes(msgspec.json.format(msgspec.json.encode(report)))
    print(f"written to {arguments.report}")


if __name__ == "__main__":
    main()
