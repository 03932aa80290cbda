# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Make a labelled set of Chinese name pairs out of segmented names, deterministic."""

import json
import random

SIMPLE_TO_OLD = "s2t"


def _joined(label, *kinds):
    return "".join(text for kind in kinds for text, _start, _end in label[kind])


def pairs(path, seed=7):
    """Yield (a, b, same, how): one true and one false pair of each usable name."""
    from opencc import OpenCC
    from pypinyin import lazy_pinyin

    old = OpenCC(SIMPLE_TO_OLD)
    with open(path, encoding="utf-8") as stream:
        rows = [json.loads(line) for line in stream]
    rows = [
        row
        for row in rows
        if all(row["label"].get(k) for k in ("place", "brand", "trade", "suffix"))
        and not row["label"].get("symbol")
        and row["text"] == _joined(row["label"], "place", "brand", "trade", "suffix")
        and "分" not in _joined(row["label"], "suffix")
    ]
    brands = sorted({_joined(row["label"], "brand") for row in rows})
    places = sorted({_joined(row["label"], "place")[:2] for row in rows})
    dice = random.Random(seed)
    for number, row in enumerate(rows):
        place, brand, trade, suffix = (
            _joined(row["label"], kind)
            for kind in ("place", "brand", "trade", "suffix")
        )
        name = row["text"]
        true = [
            ("drop_place", brand + trade + suffix),
            ("drop_suffix", place + brand + trade),
            ("drop_trade", place + brand + suffix),
            ("other_suffix", place + brand + trade + "有限责任公司"),
            ("traditional", old.convert(name)),
            ("bracket_place", f"{brand}{trade}({place}){suffix}"),
            ("pinyin", " ".join(lazy_pinyin(place + brand + trade)).title()),
            ("wide_space", name[:2] + "\u3000" + name[2:] + "\u200f"),
        ]
        how, other = true[number % len(true)]
        yield name, other, True, how
        another = dice.choice([b for b in brands if b != brand])
        wrong_place = dice.choice(
            [p for p in places if p[:2] != place[:2] and p not in name]
        )
        false = [
            ("other_brand", place + another + trade + suffix),
            ("other_character", place + brand[:-1] + another[-1] + trade + suffix),
            ("branch", f"{name}{wrong_place}分公司"),
            ("other_brand_short", another + trade),
        ]
        how, other = false[number % len(false)]
        if other != name and not (
            how == "other_character" and another[-1] == brand[-1]
        ):
            yield name, other, False, how
