"""What the publish gate found of a version: its certificate, tests, coverage, and the warnings that were meant."""

from typing import Final

from nicegui import ui

from admin.components.display import chip
from admin.language import language, say
from engine.errors import Finding
from engine.evaluation.certificate import Certificate
from engine.store.evidence import Evidence

_SHOWN: Final = 5  # warnings; the others are counted


def evidence_of_gate(evidence: Evidence | None) -> None:
    """Draw it in the panel of the moment."""
    if evidence is None:
        ui.label(say("evidence.none")).classes("faint")
        return
    if evidence.certificate is not None:
        _certificate(evidence.certificate)
    chip(say("evidence.tests", count=evidence.tests, percent=round(evidence.coverage * 100)))
    if evidence.warnings:
        ui.label(say("evidence.warnings", count=len(evidence.warnings))).classes("text-sm")
        for finding in evidence.warnings[:_SHOWN]:
            ui.label(_words(finding)).classes("faint text-sm")


def _certificate(certificate: Certificate) -> None:
    chip(say("evidence.agreed", cases=certificate.cases), "fine")
    engines = ", ".join(f"{name} {version}" for name, version in certificate.engines.items())
    ui.label(say("evidence.engines", engines=engines)).classes("faint text-sm")
    for step, (turns, rules) in certificate.partly.items():
        ui.label(say("evidence.partly", step=step, turns=turns, rules=rules)).classes("faint text-sm")
    for step, reason in certificate.served_by_compiled.items():
        ui.label(say("evidence.alone", step=step, reason=reason)).classes("faint text-sm")


def _words(finding: Finding) -> str:
    return finding.message_zh if language() == "zh" and finding.message_zh else finding.message
