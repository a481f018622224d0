"""What a channel's word is worth."""

import pytest

from engine.orders.channel import OWN_CHANNELS, policy_of


@pytest.mark.parametrize("channel", sorted(OWN_CHANNELS))
def test_nobody_gives_himself_a_tag_in_our_own_shop(channel: str) -> None:
    assert not policy_of(channel).trusted_tags


@pytest.mark.parametrize("channel", ["taobao", "jd", "shopify", "erp"])
def test_a_platforms_tags_and_prices_are_taken_as_given(channel: str) -> None:
    assert policy_of(channel).trusted_tags
    assert policy_of(channel).trusted_pricing
