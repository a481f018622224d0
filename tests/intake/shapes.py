"""One purchase as seven systems tell of it."""

from typing import Final

from engine.intake.payload import Payload, read_csv

TAOBAO: Final[Payload] = {
    "trade": {
        "tid": "T-1001", "pay_time": "2026-11-11 00:03:00", "type": "fixed", "buyer_union_id": "U-1",
        "pay_type": "alipay",
        "receiver_name": "王小明", "receiver_mobile": "+86 138-0013-8000", "receiver_state": "浙江省",
        "receiver_city": "杭州市", "receiver_district": "西湖区", "receiver_address": "文三路1号", "receiver_zip": "",
        "buyer_message": "请勿送货上门",
        "orders": {"order": [
            {"outer_sku_id": "A-1", "num": 2, "price": "19.90"}, {"outer_sku_id": "B-7", "num": "1", "price": "5.00"},
        ]},
    }
}  # fmt: skip
JD: Final[Payload] = {
    "orderInfo": {
        "orderId": "T-1001", "orderStartTime": "2026-11-11 00:03:00", "unionId": "U-1", "payType": "4-在线支付",
        "consigneeInfo": {"fullname": " 王小明 ", "mobile": "１３８００１３８０００", "province": "浙江",
                          "city": "杭州", "county": "西湖区", "fullAddress": "浙江省杭州市西湖区文三路1号"},
        "orderRemark": "请勿送货上门", "couponDetailList": [],
        "itemInfoList": [
            {"outerSkuId": "A-1", "itemTotal": "2", "jdPrice": "19.9"},
            {"outerSkuId": "B-7", "itemTotal": "1", "jdPrice": "￥5"},
        ],
    }
}  # fmt: skip
SHOPIFY: Final[Payload] = {
    "name": "T-1001", "created_at": "2026-11-10T16:03:00Z", "currency": "CNY", "customer": {"union_id": "U-1"},
    "shipping_address": {"name": "王小明", "phone": "0086 13800138000", "country_code": "CN", "province": "浙江",
                         "city": "杭州市", "district": "西湖区", "address1": "文三路1号"},
    "gateway": "alipay", "note": "请勿送货上门",
    "line_items": [{"sku": "A-1", "quantity": 2, "price": "19.90"}, {"sku": "B-7", "quantity": 1, "price": "5.00"}],
}  # fmt: skip
WEB: Final[Payload] = {
    "orderNo": "T-1001", "payTime": 1794326580, "user": {"unionId": "U-1"}, "pay": {"channel": "ali"},
    "receiver": {"name": "王小明", "phone": "13800138000", "regionCode": "330106", "detail": "西湖区文三路1号"},
    "remark": "请勿送货上门",
    "items": [{"sku": "A-1", "count": 2, "priceFen": 1990}, {"sku": "B-7", "count": 1, "priceFen": 500}],
}  # fmt: skip
APP: Final[Payload] = {
    "order_sn": "T-1001", "ts": 1794326580000, "uid_union": "U-1", "contact": "王小明", "mobile": "138 0013 8000",
    "full_address": "浙江省 杭州市 西湖区 文三路1号", "pay": "alipay", "memo": "请勿送货上门\u200b",
    "goods": [{"code": "A-1", "n": 2, "cents": "1990"}, {"code": "B-7", "n": 1, "cents": 500}],
}  # fmt: skip
POS: Final[Payload] = {
    "ticket": "T-1001", "time": "2026/11/11 00:03",
    "member": {"union": "U-1", "name": "王小明", "phone": "13800138000"},
    "deliver": {"prov": "浙江", "city": "杭州", "area": "西湖", "street": "文三路1号"}, "tender": "支付宝",
    "note": "请勿送货上门",
    "rows": [{"barcode": "A-1", "qty": "2", "price": "¥19.90"}, {"barcode": "B-7", "qty": "1", "price": "5元"}],
}  # fmt: skip
ERP_CSV: Final = """\ufeff订单号,下单时间,客户统一编号,收货人,电话,省,市,区,地址,付款方式,备注,货号,数量,单价
T-1001,20261111000300,U-1,王小明,+8613800138000,浙江省,杭州市,,西湖区文三路1号,支付宝,请勿送货上门,A-1,２,19.90
T-1001,20261111000300,U-1,王小明,+8613800138000,浙江省,杭州市,,西湖区文三路1号,支付宝,请勿送货上门,B-7,1,5.00
"""
SHAPES: Final[dict[str, Payload]] = {
    "taobao": TAOBAO, "jd": JD, "shopify": SHOPIFY, "web": WEB, "app": APP, "pos": POS,
    "erp": read_csv(ERP_CSV, "订单号")[0],
}  # fmt: skip
