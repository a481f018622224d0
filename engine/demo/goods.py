"""What the source does not know of its goods, added by rule from the stock code and the English description.

| what | rule |
|---|---|
| category | the first of `CATEGORIES` of which a word stands in the description; else by weight from the stock code |
| merchant | the category's: M-1001 is our own shop, M-2001 sells what breaks, M-1002 what is worn, M-1003 fresh food |
| weight | of one unit: within the category's range by the stock code, in steps of 5 g |
| volume | weight × the category's bulk |
| temperature | 生鲜 is chilled, one in four frozen; everything else is ambient |
| trade | 美妆 comes through the bonded zone 宁波; everything else is domestic |
| name, price | the most frequent description and unit price of the stock code among the invoices |
| currency | prices stand as they are and are taken as yuan: 2.55 pounds is 2.55 CNY |
"""

import re
from collections.abc import Mapping
from typing import Final

import msgspec

from engine.demo.draw import chance, draw, pick
from engine.orders.catalogue import Sku

CURRENCY: Final = "CNY"
OWN_SHOP: Final = "M-1001"
WEARABLES: Final = "M-1002"
FRESH_FOOD: Final = "M-1003"
BREAKABLES: Final = "M-2001"
WEIGHT_STEP: Final = 5
FROZEN_PERCENT: Final = 25
BONDED_ZONE: Final = "宁波"
_WORD: Final = re.compile(r"[A-Z]+")


class Category(msgspec.Struct, frozen=True):
    """A category: its words, who sells it, grams of one unit from … to, cm³ for each gram."""

    words: str
    merchant: str
    grams: tuple[int, int]
    bulk: int


# In the order in which their words are looked for. Gift articles come by the dozen, so a unit is light.
CATEGORIES: Final[Mapping[str, Category]] = {
    "黄金": Category("GOLD", WEARABLES, (20, 60), 1),
    "瓷器": Category(
        "MUG MUGS TEACUP TEACUPS CUP CUPS SAUCER CERAMIC PORCELAIN TEAPOT PLATE PLATES BOWL BOWLS JUG BEAKER CAKESTAND "
        "DISH",
        BREAKABLES, (120, 380), 3,
    ),
    "玻璃": Category("GLASS GLASSES VASE TUMBLER CRYSTAL MIRROR MIRRORED", BREAKABLES, (100, 350), 4),
    "箱包": Category("BAG BAGS HANDBAG PURSE WALLET TOTE SUITCASE LUGGAGE SHOPPER", WEARABLES, (40, 120), 10),
    "饰品": Category(
        "NECKLACE EARRINGS BRACELET RING BROOCH PENDANT HAIR CHARM CHARMS JEWELLERY BEADS DIAMANTE",
        WEARABLES, (10, 40), 3,
    ),
    "玩具": Category(
        "TOY TOYS DOLL DOLLY GAME JIGSAW PUZZLE TEDDY SKITTLES DOMINOES FELTCRAFT BALLOONS CHILDS CHILDRENS KIDS",
        OWN_SHOP, (40, 200), 7,
    ),
    "文具": Category(
        "CARD CARDS PENCIL PENCILS PEN NOTEBOOK STICKER STICKERS WRAP PAPER JOURNAL TAPE RIBBON RIBBONS SKETCHBOOK "
        "TISSUE TISSUES MAGNETS CALENDAR PASSPORT TAG CHALK BOOK",
        OWN_SHOP, (10, 60), 2,
    ),
    "家纺": Category(
        "CUSHION TOWEL BLANKET QUILT NAPKIN NAPKINS DOORMAT CURTAIN APRON FLANNEL FABRIC RUG COSY DOILY DOILIES",
        OWN_SHOP, (60, 250), 8,
    ),
    "厨具": Category(
        "CAKE BAKING LUNCH CUTLERY SPOON KITCHEN JAR TRAY PANTRY PAN TIN TINS TEA COFFEE BISCUIT PICNIC MEASURING EGG",
        OWN_SHOP, (40, 200), 5,
    ),
    "灯饰": Category("LIGHT LIGHTS LAMP LANTERN CANDLE CANDLES CANDLEHOLDER VOTIVE INCENSE", OWN_SHOP, (30, 150), 5),
    "园艺": Category("GARDEN PLANT FLOWER FLOWERS PARASOL WATERING HERB BIRD BIRDHOUSE POT", OWN_SHOP, (40, 200), 5),
    "节庆": Category(
        "CHRISTMAS EASTER BUNTING GARLAND PARTY BIRTHDAY DECORATION DECORATIONS WREATH BELL BELLS",
        OWN_SHOP, (15, 80), 8,
    ),
    "家居": Category(
        "HOLDER SIGN BOX FRAME HOOK DRAWER CLOCK CABINET STAND RACK HANGER HANGING KNOB DOOR WALL METAL WOODEN WOOD "
        "WIRE STORAGE BASKET DOORSTOP",
        OWN_SHOP, (50, 250), 4,
    ),
    "服饰": Category("SHIRT SCARF SLIPPERS GLOVES HAT SOCKS", WEARABLES, (150, 400), 6),
    "茶叶": Category("", BREAKABLES, (100, 500), 3),
    "美妆": Category("SOAP SCENT PERFUME", OWN_SHOP, (30, 150), 2),
    "内衣": Category("", WEARABLES, (50, 150), 6),
    "手机": Category("", OWN_SHOP, (150, 250), 2),
    "生鲜": Category("", FRESH_FOOD, (150, 500), 2),
}  # fmt: skip
# The weights of the categories for descriptions with none of these words.
OTHERWISE: Final[Mapping[str, int]] = {"家居": 40, "服饰": 24, "茶叶": 14, "美妆": 8, "内衣": 4, "手机": 2, "生鲜": 8}
_WORDS: Final = {name: frozenset(category.words.split()) for name, category in CATEGORIES.items()}


def category_of(stock_code: str, description: str) -> str:
    """Return the category of an article."""
    words = frozenset(_WORD.findall(description.upper()))
    hit = next((name for name, known in _WORDS.items() if words & known), None)
    return hit or pick("category", stock_code, OTHERWISE)


def sku_of(stock_code: str, description: str, price: int) -> Sku:
    """Return the SKU that this article of the source always is. `price` in minor units (fen)."""
    name = category_of(stock_code, description)
    category = CATEGORIES[name]
    lightest, heaviest = category.grams
    grams = lightest + WEIGHT_STEP * draw("weight", stock_code, (heaviest - lightest) // WEIGHT_STEP + 1)
    return Sku(
        id=stock_code,
        name=description or stock_code,
        merchant=category.merchant,
        category=name,
        price=price,
        currency=CURRENCY,
        weight_grams=grams,
        volume_cm3=grams * category.bulk,
        temperature=_temperature(stock_code, name),
        trade="bonded" if name == "美妆" else "domestic",
        bonded_zone=BONDED_ZONE if name == "美妆" else None,
    )


def _temperature(stock_code: str, category: str) -> str:
    if category != "生鲜":
        return "ambient"
    return "frozen" if chance("frozen", stock_code, FROZEN_PERCENT) else "chilled"
