"""The child of the smoke test: reads rules and messages from its input, writes which rules each message fired."""

import sys

import msgspec

from engine.evaluation.matcher import Handle


class Question(msgspec.Struct, frozen=True):
    """The rules of one handle, and what to send it."""

    step: str
    rules: str
    messages: list[str]


def answers(questions: list[Question]) -> list[list[list[str]]]:
    """Return the names of the rules that fired, for each message of each question."""
    found = []
    for question in questions:
        handle = Handle(question.step, question.rules)
        found.append([handle.fired(message) for message in question.messages])
    return found


if __name__ == "__main__":
    asked = msgspec.json.decode(sys.stdin.buffer.read(), type=list[Question])
    sys.stdout.buffer.write(msgspec.json.encode(answers(asked)))
