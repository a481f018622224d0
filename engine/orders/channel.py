"""What a channel's word is worth: whether its prices, discounts and tags are taken as given."""

from collections.abc import Collection
from typing import Final

import msgspec


class ChannelPolicy(msgspec.Struct, frozen=True, kw_only=True):
    """A channel's trust.

    `trusted_pricing`: its prices, discounts and merchants are taken as given (a platform's orders); otherwise prices
    and merchants must be the catalogue's, and discounts are reckoned by us.
    `trusted_tags`: its customer level and tags are taken as given; otherwise only what we know of the customer counts.
    `past_prices`: prices are those of the past that the order is from, whatever the catalogue says now (orders that are
    taken over); discounts are still ours.
    """

    trusted_pricing: bool = True
    trusted_tags: bool = True
    past_prices: bool = False

    @property
    def checks_prices(self) -> bool:
        """Tell whether prices must be the catalogue's."""
        return not (self.trusted_pricing or self.past_prices)


TRUSTED: Final = ChannelPolicy()
# Who shops with us directly may call himself what he likes: level and tags are those that we know, prices are ours.
OWN_SHOP: Final = ChannelPolicy(trusted_pricing=False, trusted_tags=False)
OWN_CHANNELS: Final = frozenset({"app", "mini_program", "web", "pos"})
# Where others sell for us, or take orders in our name: they have agreed prices and discounts with the buyer already.
PLATFORMS: Final = frozenset(
    {"taobao", "tmall", "jd", "pinduoduo", "douyin", "kuaishou", "xiaohongshu", "shopify", "amazon", "ebay", "erp"}
)


def policy_of(channel: str, platforms: Collection[str] = PLATFORMS) -> ChannelPolicy:
    """Return what a channel's word is worth: a platform's is taken, our own shop's and a stranger's is checked."""
    return TRUSTED if channel in platforms else OWN_SHOP
