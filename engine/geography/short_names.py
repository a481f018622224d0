"""How people shorten the official name of a division: 浙江省 → 浙江, 恩施土家族苗族自治州 → 恩施, 西湖区 → 西湖."""

import re
from typing import Final

SPECIAL: Final = {
    "内蒙古自治区": ("内蒙古", "内蒙"),
    "广西壮族自治区": ("广西",),
    "西藏自治区": ("西藏",),
    "宁夏回族自治区": ("宁夏",),
    "新疆维吾尔自治区": ("新疆",),
    "香港特别行政区": ("香港",),
    "澳门特别行政区": ("澳门",),
    "神农架林区": ("神农架",),
}
_NATION: Final = (  # a longer name stands before one that it starts with
    "汉族|蒙古族|回族|藏族|维吾尔族|苗族|彝族|壮族|布依族|朝鲜族|满族|侗族|瑶族|白族|"
    "土家族|哈尼族|哈萨克族|傣族|黎族|傈僳族|佤族|畲族|拉祜族|水族|东乡族|纳西族|景颇族|"
    "柯尔克孜族|土族|达斡尔族|仫佬族|羌族|布朗族|撒拉族|毛南族|仡佬族|锡伯族|阿昌族|普米族|"
    "塔吉克族|怒族|乌孜别克族|俄罗斯族|鄂温克族|德昂族|保安族|裕固族|京族|塔塔尔族|独龙族|"
    "鄂伦春族|赫哲族|门巴族|珞巴族|基诺族|高山族|各族|蒙古|哈萨克|柯尔克孜|锡伯|塔吉克"
)
_AUTONOMOUS: Final = re.compile(rf"^(.{{2,}}?)(?:{_NATION})*自治(州|县|旗)$")
# Long names are descriptions (石家庄循环化工园区): without their last syllable they would mean nothing.
_DESCRIPTION: Final = re.compile(r"^.{3,}(开发区|示范区|实验区|园区|管理区|聚集区|港区|食品区|名胜区|行政区划)$")
_PLAIN: Final = re.compile(r"^(.{2,}?)(新区|矿区|地区|省|市|区|县|盟)$")


def short_names(name: str) -> tuple[str, ...]:
    """Return the short forms of an official name, longest first; () where it has none.

    They need not be unique: the tree refuses one that means several places.
    """
    if name in SPECIAL:
        return SPECIAL[name]
    autonomous = _AUTONOMOUS.match(name)
    if autonomous:
        stem, kind = autonomous.groups()
        return (f"{stem}{kind}", stem) if kind == "州" else (stem,)
    plain = None if _DESCRIPTION.search(name) else _PLAIN.match(name)
    if plain is None:
        return ()
    return (plain.group(1),)
