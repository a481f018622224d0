"""Rules in plain Chinese and English: what an analyst reads instead of YAML."""

from engine.evaluation.sentences.rules import rule_sentence

__all__ = ["rule_sentence"]
