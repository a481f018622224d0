"""One draft as one person edits it in one window: the text, what was seen of it, undo, and when it is saved."""

import time
from collections.abc import Callable
from typing import Final, Literal

from nicegui import ui

from admin.access import ADMINISTRATOR
from admin.context import AdminContext
from admin.language import say
from engine.errors import EditConflict, OmsError, RuleSetError
from engine.evaluation.document.editing import Document
from engine.evaluation.document.rule_form import StepForm, step_forms
from engine.services.rule_desk import Look
from engine.store.draft import Draft

View = Literal["form", "grid", "text"]
_LOOK_AFTER: Final = 0.3  # seconds after the last change
_SAVE_AFTER: Final = 0.8
_OTHERS_EVERY: Final = 3.0
_MOST_UNDONE: Final = 200


class Bench:
    """Holds what is edited. Parts of the page listen: `redraw` where rules came or went, `seen` after each look."""

    def __init__(self, context: AdminContext, draft: Draft, look: Look) -> None:
        self.context = context
        self.draft = draft
        self.text = draft.text
        self.look = look
        self.view: View = "form"
        self.step = ""
        self.redraw: list[Callable[[], None]] = []
        self.seen: list[Callable[[], None]] = []
        self.problem: str | None = None  # why it could not be saved
        self._document: tuple[str, Document | None] = ("", None)
        self._undo: list[str] = []
        self._redo: list[str] = []
        self._changed_at = 0.0
        self._looked_at = draft.text
        self._asked_at = time.monotonic()
        self._is_saving = False
        self.step = next((step.name for step in self.steps()), "")

    @property
    def is_saved(self) -> bool:
        """Whether the store has what is shown."""
        return self.text == self.draft.text

    @property
    def look_is_fresh(self) -> bool:
        """Whether what was seen is of the text that is shown."""
        return self._looked_at == self.text

    @property
    def can_undo(self) -> bool:
        """Whether something was done that can be undone."""
        return bool(self._undo)

    @property
    def can_redo(self) -> bool:
        """Whether something was undone."""
        return bool(self._redo)

    def document(self) -> Document | None:
        """Return the document of the text; None while the text is no YAML."""
        if self._document[0] != self.text:
            try:
                self._document = (self.text, Document.parse(self.text))
            except RuleSetError:
                self._document = (self.text, None)
        return self._document[1]

    def steps(self) -> tuple[StepForm, ...]:
        """Return the steps as forms; none while the text is no YAML."""
        document = self.document()
        return step_forms(document) if document is not None else ()

    def shown(self) -> StepForm | None:
        """Return the step that is shown."""
        steps = self.steps()
        return next((step for step in steps if step.name == self.step), steps[0] if steps else None)

    def edit(self, change: Callable[[Document], Document], *, is_redrawn: bool = False) -> bool:
        """Change the document. What is refused is said, nothing is changed then, and False returned."""
        document = self.document()
        if document is None:
            ui.notify(say("edit.no_yaml"), type="warning")
            return False
        try:
            changed = change(document)
        except OmsError as error:
            ui.notify(str(error), type="negative")
            return False
        text = changed.text
        self._take(text)
        self._document = (text, changed)
        if is_redrawn:
            self.draw()
        return True

    def write(self, text: str) -> None:
        """Take a text as somebody typed it."""
        if text != self.text:
            self._take(text)

    def undo(self) -> None:
        """Take back the last change."""
        self._step_through(self._undo, self._redo)

    def redo(self) -> None:
        """Do again what was taken back."""
        self._step_through(self._redo, self._undo)

    def show(self, *, step: str | None = None, view: View | None = None) -> None:
        """Show another step, or the same in another view."""
        self.step = step or self.step
        self.view = view or self.view
        self.draw()

    def draw(self) -> None:
        """Let every part draw what is there now."""
        for part in self.redraw:
            part()

    async def tick(self) -> None:
        """Look, save and see what others did, each in its time."""
        quiet = time.monotonic() - self._changed_at
        if self.text != self._looked_at and quiet >= _LOOK_AFTER:
            await self.look_again()
        if not self.is_saved and quiet >= _SAVE_AFTER and self.problem is None:
            await self.save()
        if self.is_saved and time.monotonic() - self._asked_at > _OTHERS_EVERY:
            await self._ask_for_others()

    async def look_again(self) -> None:
        """Find out what is wrong now; while the text cannot be read the sentences stay as they were."""
        self._looked_at = text = self.text
        found = await self.context.oms.desk.look(text)
        if text != self.text:
            return  # somebody typed on; the next look is under way
        if found.is_read:
            self.look = found
        else:
            self.look = Look(
                findings=found.findings,
                sentences=self.look.sentences,
                steps=self.look.steps,
                lists=self.look.lists,
            )
        self._tell()

    async def save(self) -> None:
        """Keep the text. What somebody else saved meanwhile is brought together with it, or named place by place."""
        if self._is_saving or self.is_saved:
            return
        self._is_saving, text = True, self.text
        try:
            saved = await self.context.oms.governance.drafts.save(
                self.draft.id, text, revision=self.draft.revision, actor=ADMINISTRATOR
            )
        except EditConflict as clash:
            self.problem = "\n".join(f"{each.path}: {each.message}" for each in clash.problems) or str(clash)
        except OmsError as error:
            self.problem = str(error)
        else:
            self.problem = None
            self.draft = saved.draft
            if self.text == text and saved.draft.text != text:
                self._follow(saved.draft.text)
                ui.notify(say("edit.merged"), type="info")
        finally:
            self._is_saving = False
        self._tell()

    async def save_as_own(self, reason: str) -> str:
        """Make a draft of its own of this text, and return its id. Raises OmsError."""
        drafts = self.context.oms.governance.drafts
        made = await drafts.create(self.draft.subject, actor=ADMINISTRATOR, reason=reason, text=self.text)
        return made.id

    async def take_theirs(self) -> None:
        """Show what the store has; what was here can be had back by undo."""
        self.draft = await self.context.oms.governance.drafts.get(self.draft.id)
        self.problem = None
        self._follow(self.draft.text)

    async def _ask_for_others(self) -> None:
        self._asked_at = time.monotonic()
        newest = await self.context.oms.governance.drafts.get(self.draft.id)
        if newest.revision == self.draft.revision and newest.state == self.draft.state:
            return
        if not self.is_saved:
            return  # saving brings both together
        self.draft = newest
        if newest.text != self.text:
            self._follow(newest.text)
            ui.notify(say("edit.others", who=newest.updated_by), type="info")
        self._tell()

    def _follow(self, text: str) -> None:
        self._take(text)
        self.draw()

    def _take(self, text: str) -> None:
        self._undo = [*self._undo, self.text][-_MOST_UNDONE:]
        self._redo = []
        self._set(text)

    def _step_through(self, there: list[str], back: list[str]) -> None:
        if there:
            back.append(self.text)
            self._set(there.pop())
            self.draw()

    def _set(self, text: str) -> None:
        self.text = text
        self._changed_at = time.monotonic()
        self.problem = None
        self._tell()

    def _tell(self) -> None:
        for part in self.seen:
            part()
