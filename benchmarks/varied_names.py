# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Any number of company names, varied from real ones, the same in every run.

Half of them Latin (from listed companies), half Chinese (from short names). Of the
Latin ones 40% get a made-up brand, 35% the first word of one name and the rest of
another, 20% are a real name as it stands or with another legal form, 5% a real name
with a slip. Chinese: city, short name, trade, legal form, with and without city; 5%
repeat an earlier one in traditional characters, without legal form or with a slip.
"""

import csv
import gzip
import random

FORMS = ["Ltd", "Inc.", "GmbH", "S.A.", "AG", "LLC", "Co., Ltd.", "B.V.", "S.p.A.", ""]
_CITIES = """
深圳市 上海 广州市 宁波 苏州 青岛 杭州 厦门 东莞市 佛山 温州市 天津 武汉 成都
重庆市 郑州 长沙 南京 无锡市 常州 泉州 义乌市 台州 中山 珠海市 烟台 济南 合肥
福州 西安
"""
CITIES = _CITIES.split()
_TRADES = """
电子 贸易 服装 机械 化工 家具 五金 进出口 科技 建材 食品 纺织 塑料 照明 实业
国际贸易 电子科技 机电设备 医疗器械 物流 包装材料 汽车配件 文具 玩具 新能源
信息技术 环保设备 皮具 陶瓷 工艺品
"""
TRADES = _TRADES.split()
ENDS = ["有限公司", "有限公司", "有限公司", "有限责任公司", "股份有限公司", "厂", ""]


def read(latin_path, chinese_path):
    """Return (Latin names, Chinese short names) of the two gzip files."""
    with gzip.open(latin_path, "rt", encoding="utf-8") as stream:
        latin = sorted({row["name"] for row in csv.DictReader(stream) if row["name"]})
    with gzip.open(chinese_path, "rt", encoding="utf-8") as stream:
        chinese = [line.strip() for line in stream][3:]
    return latin, [name for name in chinese if 2 <= len(name) <= 5]


def _slip(name, dice):
    place = dice.randrange(1, max(2, len(name) - 1))
    return name[:place] + name[place + 1 :]


def _latin(latin, dice):
    kind = dice.random()
    name = dice.choice(latin)[:80]
    words = name.split()
    if kind < 0.40:
        one, two = (dice.choice(latin).split()[0] for _half in range(2))
        brand = (one[: 2 + len(one) // 2] + two[len(two) // 2 :].lower()).title()
        return " ".join([brand, *words[1:]])
    if kind < 0.75:
        return " ".join([words[0], *dice.choice(latin)[:60].split()[1:]])
    if kind < 0.95:
        return f"{' '.join(words[:-1] or words)} {dice.choice(FORMS)}".strip()
    return _slip(name, dice)


def _chinese(chinese, dice, earlier, old):
    if earlier and dice.random() < 0.05:
        name = dice.choice(earlier)
        kind = dice.randrange(3)
        if kind == 0:
            return old(name)
        return name.replace("有限公司", "") if kind == 1 else _slip(name, dice)
    name = (
        (dice.choice(CITIES) if dice.random() < 0.8 else "")
        + dice.choice(chinese)
        + dice.choice(TRADES)
        + dice.choice(ENDS)
    )
    if len(earlier) < 20000:
        earlier.append(name)
    return name


def names(count, latin, chinese, seed=3):
    """Yield ``count`` names, Latin and Chinese in turn."""
    from opencc import OpenCC

    old = OpenCC("s2t").convert
    dice = random.Random(seed)
    earlier = []
    for number in range(count):
        if number % 2:
            yield _chinese(chinese, dice, earlier, old)
        else:
            yield _latin(latin, dice)
