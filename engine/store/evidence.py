"""What the publish gate found of a version, kept with it: certificate, tests, coverage, warnings that were meant."""

import msgspec

from engine.errors import Finding
from engine.evaluation.certificate import Certificate


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """Why a version could be published. `coverage`: share of its rules that its tests fire, 0 to 1."""

    certificate: Certificate | None
    tests: int
    coverage: float
    unfired: tuple[str, ...] = ()
    warnings: tuple[Finding, ...] = ()


_DECODER = msgspec.json.Decoder(Evidence)


def evidence_from(text: str) -> Evidence:
    """Return the evidence that was kept."""
    return _DECODER.decode(text)
