"""The text of a draft, with the lines marked where something is wrong."""

from nicegui import ui

from admin import theme
from admin.components.editing.bench import Bench
from admin.components.editing.problems import words_of
from admin.language import say


class RuleText:
    """An editor of the whole text."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._editor: ui.codemirror | None = None
        bench.seen.append(self._mark)

    def draw(self) -> None:
        """Draw the editor into the panel of the moment."""
        self._editor = ui.codemirror(
            self._bench.text,
            language="YAML",
            indent="  ",
            theme="oneDark" if theme.is_dark() else "basicLight",
            on_change=lambda event: self._bench.write(str(event.value)),
        )
        self._editor.classes("w-full").style("height: 600px; font-size: 13px").props(
            f'aria-label="{say("rules.source")}"'
        )
        self._mark()

    def _mark(self) -> None:
        editor = self._editor
        if editor is None or editor.is_deleted or self._bench.view != "text":
            return
        lines: dict[int, list[str]] = {}
        places = self._places()
        for finding in self._bench.look.findings:
            for line in {finding.line, *(places.get(rule) for rule in finding.rules)}:
                if line:
                    lines.setdefault(line, []).append(words_of(finding))
        editor.line_tooltips = {line: "\n".join(words) for line, words in lines.items()}
        count = self._bench.text.count("\n") + 1
        editor.decorations = [
            {"kind": "line", "line": line, "class": "wrong-line"} for line in sorted(lines) if line <= count
        ]

    def _places(self) -> dict[str, int]:
        """Return the line of each rule that something is said of."""
        asked = {rule for finding in self._bench.look.findings for rule in finding.rules}
        found: dict[str, int] = {}
        for number, line in enumerate(self._bench.text.split("\n"), start=1):
            start = line.strip().removeprefix("- ").removeprefix("[").removeprefix("{").removeprefix("id:").strip()
            name = start.split(",")[0].split("}")[0].strip().strip('"')
            if name in asked:
                found.setdefault(name, number)
        return found
