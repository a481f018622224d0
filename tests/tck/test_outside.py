"""The page of what is outside says what is outside."""

from tests.tck.outside import PAGE, page


def test_the_page_lists_one_by_one_what_the_format_cannot_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run `python -m tests.tck.outside`"
