"""The mappings of channels: what was put in force here, else what comes with the package."""

from collections.abc import Callable
from datetime import datetime
from importlib.resources import files
from typing import Final

from engine.errors import InvalidInput, NotFound
from engine.geography.regions import RegionTree
from engine.intake.loading import load_channel
from engine.intake.mapping import ChannelMapping
from engine.store.intake_repository import IntakeRepository, KeptMapping

_SHIPPED: Final = "channels"


class ChannelMappings:
    """Mappings by channel; a text is read once for each version."""

    def __init__(self, intake: IntakeRepository, regions: RegionTree, clock: Callable[[], datetime]) -> None:
        self._intake = intake
        self.regions = regions
        self._clock = clock
        self._read: dict[tuple[str, int], ChannelMapping] = {}

    async def kept(self, channel: str) -> KeptMapping:
        """Return the mapping of a channel that is in force. Raises NotFound."""
        kept = await self._intake.mapping(channel)
        text = _shipped_text(channel) if kept is None else None
        if kept is None and text is None:
            raise NotFound("mapping of channel", channel)
        return kept or KeptMapping(channel=channel, version=0, text=text or "", reason="shipped with the package")

    async def mapping(self, channel: str) -> ChannelMapping:
        """Return how payloads of a channel are read. Raises NotFound."""
        kept = await self.kept(channel)
        key = (channel, kept.version)
        if key not in self._read:
            self._read[key] = load_channel(kept.text, regions=self.regions, file=f"channels/{channel}.yaml")
        return self._read[key]

    async def put(self, channel: str, text: str, *, actor: str, reason: str) -> KeptMapping:
        """Put a mapping in force; the next payload is read by it. Raises RuleSetError, InvalidInput."""
        mapping = load_channel(text, regions=self.regions, file=f"channels/{channel}.yaml")
        if mapping.id != channel:
            raise InvalidInput.at("id", f"the mapping is for {mapping.id}, not for {channel}", (channel,))
        await self._intake.put_mapping(channel, text, at=self._clock(), actor=actor, reason=reason)
        return await self.kept(channel)


def shipped_channels() -> tuple[str, ...]:
    """Return the channels whose mappings come with the package."""
    folder = files("rules") / _SHIPPED
    return tuple(sorted(entry.name.removesuffix(".yaml") for entry in folder.iterdir() if entry.name.endswith(".yaml")))


def _shipped_text(channel: str) -> str | None:
    if channel not in shipped_channels():
        return None
    return (files("rules") / _SHIPPED / f"{channel}.yaml").read_text(encoding="utf-8")
