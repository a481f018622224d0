"""What a channel's word is worth: whether its prices, discounts and tags are taken as given."""

from typing import Final

import msgspec


class ChannelPolicy(msgspec.Struct, frozen=True, kw_only=True):
    """A channel's trust.

    `trusted_pricing`: its prices, discounts and merchants are taken as given (a platform's orders); otherwise prices
    and merchants must be the catalogue's, and discounts are reckoned by us.
    `trusted_tags`: its customer level and tags are taken as given; otherwise only what we know of the customer counts.
    """

    trusted_pricing: bool = True
    trusted_tags: bool = True


TRUSTED: Final = ChannelPolicy()
# Who shops with us directly may call himself what he likes: level and tags are those that we know.
OWN_SHOP: Final = ChannelPolicy(trusted_tags=False)
OWN_CHANNELS: Final = frozenset({"app", "mini_program", "web", "pos"})


def policy_of(channel: str) -> ChannelPolicy:
    """Return what a channel's word is worth: a platform's is taken, our own shop's is checked."""
    return OWN_SHOP if channel in OWN_CHANNELS else TRUSTED
