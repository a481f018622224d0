"""What a channel's word is worth."""

import pytest

from engine.orders.channel import OWN_CHANNELS, PLATFORMS, policy_of


@pytest.mark.parametrize("channel", [*sorted(OWN_CHANNELS), "tik_tok_shop", "APP", ""])
def test_nobody_gives_himself_a_tag_or_a_price_in_our_own_shop_or_where_nobody_knows_him(channel: str) -> None:
    policy = policy_of(channel)

    assert not policy.trusted_tags
    assert not policy.trusted_pricing
    assert policy.checks_prices


@pytest.mark.parametrize("channel", ["taobao", "jd", "shopify", "erp"])
def test_a_platforms_tags_and_prices_are_taken_as_given(channel: str) -> None:
    assert policy_of(channel).trusted_tags
    assert policy_of(channel).trusted_pricing
    assert not policy_of(channel).checks_prices


def test_which_channels_are_platforms_is_a_setting() -> None:
    assert policy_of("tik_tok_shop", {"tik_tok_shop"}).trusted_pricing
    assert not policy_of("taobao", {"tik_tok_shop"}).trusted_pricing


def test_no_channel_of_our_own_is_a_platform() -> None:
    assert not OWN_CHANNELS & PLATFORMS
