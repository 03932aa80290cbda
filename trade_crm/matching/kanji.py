# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Whether a Latin word is a reading of a Japanese one in Chinese characters.

Every character has several readings, and a name's is not to be had without a dictionary
of names. So none is chosen: a Latin word is followed through all readings of each
character, with the changes that a reading has within a word (Maru-yama, Yama-guchi,
Nip-pon). Long vowels count as short ones, as most Latin spellings write them.
"""

from __future__ import annotations

import itertools
import re
from functools import lru_cache
from pathlib import Path

from .text import fold, has_han, romanise

#: Readings that names have besides the dictionary's.
_IN_NAMES = """
丸maru 谷tani 谷ya 屋ya 原hara 尾o 江e 戸to 路ji 間ma 間mi 部be 辺be 神kan 神ko
良yoshi 良ra 和kazu 正masa 政masa 雅masa 昌masa 幸yuki 幸sachi 秀hide 英hide 信nobu
伸nobu 義yoshi 吉yoshi 芳yoshi 善yoshi 好yoshi 明aki 昭aki 章aki 彰aki 弘hiro 広hiro
博hiro 浩hiro 宏hiro 洋hiro 隆taka 孝taka 高taka 貴taka 茂shige 重shige 繁shige
勝katsu 克katsu 敏toshi 俊toshi 利toshi 忠tada 清kiyo 成nari 成shige 久hisa 尚hisa
治haru 春haru 晴haru 直nao 尚nao 康yasu 安yasu 保yasu 泰yasu 靖yasu 恵e 智tomo 友tomo
朋tomo 邦kuni 国kuni 文fumi 道michi 通michi 真ma 光mitsu 充mitsu 満mitsu 美mi 実mi
三mi 次ji 二ji 一kazu 一ichi 太ta 郎rou 平hei 兵be 衛e 右u 左sa 之no 野no 乃no 川kawa
河kawa 石ishi 岩iwa 岡oka 長naga 永naga 大oo 小o 小ko 上ue 上kami 下shimo 中naka
内uchi 今ima 新ara 新nii 新shin 古furu 若waka 早haya 青ao 赤aka 黒kuro 白shira 白shiro
木ki 木gi 森mori 林hayashi 松matsu 竹take 梅ume 杉sugi 桜sakura 金kane 金kana 銀gin
酒saka 稲ina 米yone 神kami 宮miya 寺tera 城ki 城shiro 島shima 浜hama 浦ura 沢sawa
滝taki 橋hashi 坂saka 阪saka 崎saki 堀hori 塚tsuka 角kado 門kado 倉kura 蔵kura 武take
健take 仁hito 愛ai 菱bishi 菱hishi 住sumi 友tomo 立tachi 日hi 日nip 産san 京kyou
東higashi 西nishi 南minami 北kita 富tomi 富to 士ji 士shi 千chi 百mo 万man 五go 七nana
八ya 八hachi 九ku 十to 十juu 堂dou 楽raku 丹tan 丹ni 羽wa 羽ha 鳥tori 馬ma 馬uma
熊kuma 鶴tsuru 亀kame 鈴suzu 弓yumi 矢ya 舟funa 船funa 梨nashi 栗kuri 葉ha 葉ba 花hana
草kusa 茅chi 藤fuji 菊kiku 蓮hasu 萩hagi 荻ogi 柳yanagi 桐kiri 渡wata 辺nabe 太oo 日ni
清shin 清shi 水mizu 井ino 井i 谷se 長ha 佐sa 伊i 後go 近kon 遠en 工ku 福fuku 安an
"""
_VOICED = (
    *(("ch", "j"), ("ts", "z"), ("sh", "j"), ("k", "g"), ("s", "z"), ("t", "d")),
    *(("h", "b"), ("f", "b"), ("h", "p"), ("f", "p")),
)
_LONG = re.compile(r"oo|ou|uu|oh(?![aeiou])")
#: Ways in Latin letters of one sound: the old ones are read as Hepburn.
_SPELLED = (("tch", "cch"), ("mb", "nb"), ("mp", "np"), ("mm", "nm"), ("dz", "z"))
_O_U = ("o", "u")
_DOUBLED = ("kk", "ss", "tt", "pp", "cc")
#: More than so many letters or characters are no brand.
_LONGEST = 30


def _short(latin: str) -> str:
    """A Japanese word in Latin letters without long vowels.

    >>> _short("touyou"), _short("kohno"), _short("shimbashi")
    ('toyo', 'kono', 'shinbashi')
    """
    for written, read in _SPELLED:
        latin = latin.replace(written, read)
    return _LONG.sub(lambda hit: hit.group()[0], latin)


def _stems(kun: str) -> list[str]:
    """A reading as names use it: adjectives and verbs lose or change their end."""
    if len(kun) > 3 and kun[-2:] in ("ai", "ii", "oi", "ui"):
        return [kun, kun[:-1]]
    if len(kun) > 3 and kun[-1] == "u":
        return [kun, kun[:-1] + "i"]
    return [kun]


@lru_cache(maxsize=1)
def _table() -> dict[str, tuple[dict[str, None], dict[str, None]]]:
    """Native and Chinese readings of each folded character, those of names first."""
    found: dict[str, tuple[dict[str, None], dict[str, None]]] = {}
    for entry in _IN_NAMES.split():
        found.setdefault(fold(entry[0]), ({}, {}))[0][entry[1:]] = None
    path = Path(__file__).with_name("kanji_readings.txt")
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        kanji, _space, readings = line.partition(" ")
        kun, _stroke, on = readings.partition("/")
        native, chinese = found.setdefault(fold(kanji), ({}, {}))
        for word in filter(None, kun.split(",")):
            native |= dict.fromkeys(_stems(word))
        chinese |= dict.fromkeys(filter(None, on.split(",")))
    return found


def _native(character: str) -> list[str]:
    return list(_table().get(character, ({}, {}))[0])


def _chinese(character: str) -> list[str]:
    return list(_table().get(character, ({}, {}))[1])


def _voiced(way: str) -> list[str]:
    """A reading as it may sound behind another one."""
    return [soft + way[len(hard) :] for hard, soft in _VOICED if way.startswith(hard)]


@lru_cache(maxsize=8192)
def _ways(character: str, first: bool) -> tuple[str, ...]:
    """Readings of a character within a word, long vowels as short ones."""
    plain = _native(character) + _chinese(character) or [romanise(character)]
    ways = dict.fromkeys(plain)
    for way in plain:
        if len(way) > 3 and way[-3:] in ("tsu", "chi"):
            ways[way[:-3] + "*"] = None  # nichi, hon: nippon
        elif len(way) > 2 and way[-2:] == "ku":
            ways[way[:-2] + "*"] = None
        if not first:
            ways |= dict.fromkeys(_voiced(way))
    return tuple(dict.fromkeys(_short(way) for way in ways))


def _follow(latin: str, ends: set[int], character: str, first: bool) -> set[int]:
    """Positions in ``latin`` that are reached by one more character."""
    reached = set()
    for reading in _ways(character, first):
        double, way = reading.endswith("*"), reading.removesuffix("*")
        for start in ends:
            joins = way[:1] in _O_U and latin[start - 1 : start] in _O_U
            # Ino-ue: o and u that meet across characters are one long vowel too.
            for said in (way, way[1:]) if joins else (way,):
                stop = start + len(said)
                if not latin.startswith(said, start):
                    continue
                if not double:
                    reached.add(stop)
                elif latin[stop : stop + 2] in _DOUBLED:
                    reached.add(stop + 1)
    return reached


@lru_cache(maxsize=16384)
def kanji_spelled(japanese: str, latin: str) -> bool:
    """True where ``latin`` (small letters, one word) may be read from the characters.

    >>> kanji_spelled("丸山", "maruyama"), kanji_spelled("山口", "yamaguchi")
    (True, True)
    >>> kanji_spelled("日本", "nippon"), kanji_spelled("中川", "nakayama")
    (True, False)
    """
    word, japanese = _short(latin), repeated(japanese)
    if not has_han(japanese) or len(japanese) > _LONGEST or len(word) > 2 * _LONGEST:
        return False
    ends = {0}
    for place, character in enumerate(japanese):
        ends = _follow(word, ends, character, not place)
    return len(word) in ends


def repeated(japanese: str) -> str:
    """佐々木 with its second character written out."""
    return re.sub("(.)々", r"\1\1", japanese)


def kanji_ways(japanese: str) -> tuple[str, ...]:
    """Likely readings of a short brand (folded), for its keys.

    >>> "maruyama" in kanji_ways("丸山"), "toyo" in kanji_ways("东洋")
    (True, True)
    """
    japanese = repeated(japanese)
    if not 1 < len(japanese) <= 3 or not all(map(has_han, japanese)):
        return ()
    each = [_native(c)[:3] + _chinese(c)[:2] for c in japanese]
    if len(each) > 2:
        each = [ways[:3] for ways in each]
    for ways in each[1:]:
        ways += [voiced for way in ways for voiced in _voiced(way)]
    found = ["".join(ways) for ways in itertools.product(*each)]
    return tuple(dict.fromkeys(way for said in found for way in (_short(said), said)))
