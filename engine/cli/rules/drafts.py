"""`oms rules draft …`, `approve` and `return`: changes on their way to be published."""

from argparse import ArgumentParser, Namespace
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path

from engine.cli.command import DONE, Command
from engine.cli.rules.person import actor, add_reason
from engine.cli.rules.workbench import read_files
from engine.cli.screen import add_json, print_columns, print_json
from engine.cli.session import with_oms
from engine.errors import InvalidInput
from engine.services.app import Oms
from engine.services.draft_texts import own_id
from engine.store.draft import Draft

Deed = Callable[[Oms, Namespace], Awaitable[Draft]]


def new(given: Namespace) -> int:
    """Make a draft of a file, or of what is in force under an id."""
    path = Path(given.source)
    text = next(read_files([path])).text if path.is_file() else None
    subject = given.source if text is None else own_id(text)
    if subject is None:
        raise InvalidInput(f"{given.source} names no id")
    return _done(
        given, lambda oms, said: oms.governance.drafts.create(subject, actor=actor(), reason=said.reason, text=text)
    )


def listed(given: Namespace) -> int:
    """Print the drafts that are not over yet."""
    found = with_oms(lambda oms: oms.governance.drafts.find(given.subject, all_states=given.all))
    if given.json:
        print_json(found)
        return DONE
    rows = [(one.id, one.kind, one.subject, one.state, one.revision, one.updated_by, one.updated_at) for one in found]
    print_columns(rows, ("draft", "kind", "of", "state", "revision", "changed by", "at"))
    return DONE


def show(given: Namespace) -> int:
    """Print a draft: its text, or with --json all that is known of it."""
    draft = with_oms(lambda oms: oms.governance.drafts.get(given.draft))
    print_json(draft) if given.json else print(draft.text, end="")
    return DONE


def save(given: Namespace) -> int:
    """Save a file as the next revision; what others saved since is brought together with it."""
    return _done(given, _save)


async def _save(oms: Oms, given: Namespace) -> Draft:
    (file,) = read_files([given.file])
    drafts = oms.governance.drafts
    return (await drafts.save(given.draft, file.text, revision=given.revision, actor=actor())).draft


def rebase(given: Namespace) -> int:
    """Bring a draft together with what was published since it was made."""
    return _done(given, lambda oms, said: oms.governance.drafts.rebase(said.draft, actor=actor()))


def review(given: Namespace) -> int:
    """Ask somebody else to approve a draft."""
    return _done(given, lambda oms, said: oms.governance.reviews.request(said.draft, actor=actor(), reason=said.reason))


def approve(given: Namespace) -> int:
    """Approve exactly the text and the effect that `draft show --json` showed."""
    return _done(given, _approve)


async def _approve(oms: Oms, given: Namespace) -> Draft:
    return await oms.governance.reviews.approve(
        given.draft, actor=actor(), sha=given.sha, effect_sha=given.effect, reason=given.reason
    )


def send_back(given: Namespace) -> int:
    """Send a draft back to be worked on."""
    return _done(
        given, lambda oms, said: oms.governance.reviews.send_back(said.draft, actor=actor(), reason=said.reason)
    )


def publish(given: Namespace) -> int:
    """Put an approved draft in force, now or at a time to come."""
    return _done(given, _publish)


async def _publish(oms: Oms, given: Namespace) -> Draft:
    publishing = oms.governance.publishing
    if given.at is not None:
        return await publishing.schedule(given.draft, at=given.at, actor=actor(), reason=given.reason)
    return await publishing.publish(given.draft, actor=actor(), reason=given.reason)


def emergency(given: Namespace) -> int:
    """Publish without approval, freeze or not: one person asks, another does it."""
    return _done(
        given, lambda oms, said: oms.governance.publishing.break_glass(said.draft, actor=actor(), reason=said.reason)
    )


def abandon(given: Namespace) -> int:
    """End a draft that is not to be published."""
    return _done(given, lambda oms, said: oms.governance.drafts.abandon(said.draft, actor=actor(), reason=said.reason))


def _done(given: Namespace, deed: Deed) -> int:
    draft = with_oms(lambda oms: deed(oms, given))
    if given.json:
        print_json(draft)
        return DONE
    print(f"{draft.id}: {draft.kind} {draft.subject}, revision {draft.revision}, {draft.state}")
    if draft.review is not None and draft.review.approval is None:
        print(
            f"  to approve it: oms rules approve {draft.id} --sha {draft.review.sha} --effect {draft.review.effect_sha}"
        )
    return DONE


def _named(parser: ArgumentParser) -> None:
    parser.add_argument("draft", metavar="DRAFT", help="its id")
    add_json(parser)


def _with_reason(parser: ArgumentParser) -> None:
    _named(parser)
    add_reason(parser)


def _new_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "source", metavar="FILE|ID", help="a file, or the id of a set whose version in force it begins with"
    )
    add_reason(parser)
    add_json(parser)


def _list_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("subject", nargs="?", metavar="ID", help="of one set or list only")
    parser.add_argument("--all", action="store_true", help="published and abandoned ones too")
    add_json(parser)


def _save_arguments(parser: ArgumentParser) -> None:
    _named(parser)
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--revision", type=int, required=True, metavar="N", help="the revision that it was made of")


def _approve_arguments(parser: ArgumentParser) -> None:
    _with_reason(parser)
    parser.add_argument("--sha", required=True, metavar="SHA", help="of the text that you looked at")
    parser.add_argument("--effect", required=True, metavar="SHA", help="of the effect that you looked at")


def _publish_arguments(parser: ArgumentParser) -> None:
    _with_reason(parser)
    parser.add_argument("--at", type=datetime.fromisoformat, metavar="TIME", help="later: 2026-12-01T00:00:00+08:00")


DRAFT = Command(
    name="draft",
    help="drafts: changes on their way to be published",
    parts=(
        Command(name="new", help="make a draft of a file, or of a set in force", run=new, arguments=_new_arguments),
        Command(name="list", help="list the drafts that are not over yet", run=listed, arguments=_list_arguments),
        Command(name="show", help="print a draft", run=show, arguments=_named),
        Command(name="save", help="save a file as its next revision", run=save, arguments=_save_arguments),
        Command(name="rebase", help="bring it up to date with what was published", run=rebase, arguments=_named),
        Command(name="review", help="ask somebody else to approve it", run=review, arguments=_with_reason),
        Command(name="publish", help="put it in force, now or later", run=publish, arguments=_publish_arguments),
        Command(
            name="emergency", help="publish it unapproved; takes two people", run=emergency, arguments=_with_reason
        ),
        Command(name="abandon", help="end it", run=abandon, arguments=_with_reason),
    ),
)
APPROVE = Command(name="approve", help="approve a draft of somebody else", run=approve, arguments=_approve_arguments)
RETURN = Command(name="return", help="send a draft back to be worked on", run=send_back, arguments=_with_reason)
