"""Mappings of channels: those that come with the package are sound; a mistake in one is named at its place."""

import pytest

from engine.errors import RuleSetError
from engine.geography.shipped import shipped_regions
from engine.intake.loading import load_channel
from engine.services.channel_mappings import shipped_channels
from tests.intake.dirt import mapping_of

SOUND = """format: 1
kind: channel
id: kiosk
title: 自助机
meta: {owner: 渠道组, reason: 新增自助机渠道}
order:
  channel_order_id: no
  currency: {value: CNY}
  payment.method: {from: pay, words: {现金: cash}}
lines:
  each: items
  take: {sku: code, quantity: {from: n, as: integer}, unit_price: {from: fen, as: minor}}
"""


@pytest.mark.parametrize("channel", shipped_channels())
def test_the_mappings_of_the_package_are_read(channel: str) -> None:
    assert mapping_of(channel).id == channel


@pytest.mark.parametrize(
    ("before", "after", "line", "words"),
    [
        ("channel_order_id: no", "chanel_order_id: no", 7, "did you mean `channel_order_id`"),
        ("as: integer", "as: integr", 12, "did you mean `integer`"),
        ("each: items", "every: items", 11, "`every` means nothing here"),
        ("{from: pay, words", "{words", 9, "`from` is missing"),
        ("title: 自助机\n", "title: 自助机\nzone: Asia/Nowhere\n", 5, "Asia/Nowhere"),
        ("kind: channel", "kind: chanel", 2, "kind"),
        ("lines:\n  each", "line:\n  each", 1, "`lines` is missing"),
    ],
)
def test_a_mistake_is_named_at_its_place(before: str, after: str, line: int, words: str) -> None:
    assert before in SOUND

    with pytest.raises(RuleSetError) as error:
        load_channel(SOUND.replace(before, after), regions=shipped_regions(), file="kiosk.yaml")

    assert any(found.line == line and words in found.message for found in error.value.findings), error.value.findings
    assert all(found.message_zh for found in error.value.findings)


def test_a_sound_mapping_is_read() -> None:
    mapping = load_channel(SOUND, regions=shipped_regions())

    assert (mapping.zone, mapping.lines.each, mapping.discounts) == ("Asia/Shanghai", "items", None)
