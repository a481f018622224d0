"""Tables of coupons and points, and of what each order used of them."""

from piccolo.columns import BigInt, Boolean, SmallInt, Text, Timestamptz
from piccolo.table import Table

# Where a key has several columns, Piccolo is told of one of them; the whole key stands in the migration.


class CouponRow(Table, tablename="coupons"):
    """Coupons. `uses` is null where one may be used as often as wanted."""

    id = Text(primary_key=True)
    kind = Text()
    title = Text()
    customer = Text(null=True)
    scope = Text()  # JSON
    valid_from = Timestamptz(null=True)
    valid_to = Timestamptz(null=True)
    uses = BigInt(null=True)
    used = BigInt()
    is_void = Boolean()


class PointLotRow(Table, tablename="point_lots"):
    """Points granted at once. Key: customer, id."""

    customer = Text()
    id = Text(primary_key=True)
    granted = BigInt()
    points_left = BigInt()
    expires_at = Timestamptz(null=True)
    reason = Text()
    granted_at = Timestamptz()
    granted_by = Text()


class BenefitUseRow(Table, tablename="benefit_uses"):
    """What an order used: a coupon once, or so many points of a lot. Key: shard, order_no, kind, benefit."""

    shard = SmallInt()
    order_no = Text()
    kind = Text()  # coupon, points
    benefit = Text(primary_key=True)  # the coupon's id, or the lot's
    customer = Text(null=True)  # whose lot it is
    units = BigInt()
    given_back = SmallInt()  # 0 or 1
