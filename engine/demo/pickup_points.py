"""The demo's pickup points: made up, in real districts."""

from typing import Final

from engine.orders.pickup import PickupPoint

DEMO_POINTS: Final = (
    PickupPoint(id="ZT-HZ-01", name="文三路自提点", region="330106", detail="文三路 1 号", hours="09:00-21:00"),
    PickupPoint(id="ZT-HZ-02", name="萧山市心路自提点", region="330109", detail="市心中路 1 号", hours="09:00-21:00"),
    PickupPoint(id="ZT-SH-01", name="青浦公园路自提点", region="310118", detail="公园路 1 号", hours="08:00-20:00"),
    PickupPoint(id="ZT-GZ-01", name="白云大道自提点", region="440111", detail="白云大道 1 号", hours="09:00-22:00"),
)
