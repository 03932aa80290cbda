# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Fold a text so that two spellings of one name become the same characters."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii
from opencc import OpenCC

#: Longer names are cut: no register knows one, and the time stays bounded.
MAX_LENGTH = 300

_LETTERS = str.maketrans(
    {
        "ı": "i",
        "đ": "d",
        "ø": "o",
        "ł": "l",
        "æ": "ae",
        "œ": "oe",
        "ð": "d",
        "þ": "th",
        "ё": "е",
        "ى": "ي",
        "ة": "ه",
        "أ": "ا",
        "إ": "ا",
        "آ": "ا",
        "ٱ": "ا",
        "ؤ": "و",
        "ئ": "ي",
        "ک": "ك",
        "ی": "ي",
        "ـ": "",
        "’": "'",
        "‘": "'",
        "`": "'",
        "´": "'",
        "ʼ": "'",
        "＆": "&",
        "+": "&",
    }
)
_SMALL_KANA = str.maketrans("ァィゥェォッャュョヮヶ", "アイウエオツヤユヨワケ")
#: Characters that Japan writes in its own way, and variants in names.
_JAPANESE = """
辺边 邉边 沢泽 浜滨 広广 桜樱 斎齐 斉齐 斋齐 渋涩 竜龙 滝泷 関关 駅驿 鉄铁 塩盐
栄荣 円圆 実实 応应 豊丰 図图 児儿 亜亚 恵惠 薬药 芸艺 県县 徳德 黒黑 郷乡 団团
検检 険险 蔵藏 瀬濑 気气 総总 経经 済济 発发 売卖 対对 単单 労劳 営营 戦战 伝传
転转 価价 仏佛 変变 歯齿 帰归 継继 摂摄 拡扩 満满 釈释 隠隐 霊灵 頼赖 齢龄 髙高
﨑崎 嶋岛 冨富 眞真 験验 帯带 働动 圧压 悪恶 囲围 壱一 弐二 遅迟 証证 乗乘 剰剩
壌壤 浄净 粋粹 砕碎 銭钱 続续 読读
"""
_SHINJITAI = str.maketrans({pair[0]: pair[1] for pair in _JAPANESE.split()})
_MARKS = re.compile(
    "[\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06ed\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
)
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
_UNSPACED = re.compile(
    "[\u3040-\u30ff\u31f0-\u31ff\u3400-\u9fff\uf900-\ufaff\u1100-\u11ff\uac00-\ud7af]"
)
_HIRAGANA = re.compile("[\u3041-\u3096]")


@lru_cache(maxsize=1)
def _converter() -> OpenCC:
    return OpenCC("t2s")


def has_han(text: str) -> bool:
    return bool(_HAN.search(text))


def is_unspaced(text: str) -> bool:
    """True for scripts whose names are written without spaces (CJK)."""
    return bool(_UNSPACED.search(text))


def _visible(character: str) -> str:
    category = unicodedata.category(character)
    if category[0] == "C":
        return " " if character in "\t\n\r" else ""
    return " " if category in ("So", "Sk") and character != "`" else character


def fold(text: str) -> str:
    """Return the text in lower case, compatible forms, without accents.

    Controls, direction marks and pictures are dropped; traditional Chinese becomes
    simplified, hiragana becomes katakana and small kana become large.

    >>> fold("ＧＲÜＮ Straße")
    'grun strasse'
    """
    text = unicodedata.normalize("NFKC", text[: MAX_LENGTH * 2])[:MAX_LENGTH]
    if text.isascii():
        return text.lower().replace("+", "&")
    text = "".join(map(_visible, text)).casefold().translate(_LETTERS)
    text = unicodedata.normalize("NFD", text)
    text = unicodedata.normalize("NFC", _MARKS.sub("", text)).translate(_LETTERS)
    if is_unspaced(text):
        text = _HIRAGANA.sub(lambda kana: chr(ord(kana.group()) + 0x60), text)
        text = text.translate(_SMALL_KANA)
        if has_han(text):
            text = _converter().convert(text.translate(_SHINJITAI))
    return text


@lru_cache(maxsize=65536)
def romanise(text: str) -> str:
    """Return the text in Latin letters (Cyrillic, Greek, kana, Hangul, ...)."""
    if text.isascii():
        return text
    return anyascii(text).lower()


@lru_cache(maxsize=16384)
def _only_reading(character: str) -> str | None:
    """The syllable of a Chinese character that has one reading, else None."""
    from pypinyin.pinyin_dict import pinyin_dict

    plain = {
        _MARKS.sub("", unicodedata.normalize("NFD", reading.replace("ü", "v")))
        for reading in pinyin_dict.get(ord(character), "").split(",")
    }
    return plain.pop() if len(plain) == 1 else None


def _syllables(text: str) -> list[str]:
    """Pinyin of each character without tones; polyphones by phrase."""
    single = [_only_reading(character) for character in text]
    if all(single):
        return single
    from pypinyin import Style, lazy_pinyin

    return [part.lower() for part in lazy_pinyin(text, style=Style.NORMAL)]


@lru_cache(maxsize=65536)
def pinyin(text: str) -> str:
    """Return Chinese in joined pinyin without tones; polyphones by phrase."""
    return "".join(_syllables(text))


#: The syllables of pinyin: what may follow each beginning (- is none).
_SYLLABLES = """
-=a,ai,an,ang,ao,e,ei,en,er,o,ou
b=a,ai,an,ang,ao,ei,en,eng,i,ian,iao,ie,in,ing,o,u
c=a,ai,an,ang,ao,e,en,eng,i,ong,ou,u,uan,ui,un,uo
ch=a,ai,an,ang,ao,e,en,eng,i,ong,ou,u,ua,uai,uan,uang,ui,un,uo
d=a,ai,an,ang,ao,e,en,eng,i,ian,iao,ie,ing,iu,ong,ou,u,uan,ui,un,uo
f=a,an,ang,ei,en,eng,o,ou,u
g=a,ai,an,ang,ao,e,en,eng,ong,ou,u,ua,uai,uan,uang,ui,un,uo
h=a,ai,an,ang,ao,e,ei,en,eng,ong,ou,u,ua,uai,uan,uang,ui,un,uo
j=i,ia,ian,iang,iao,ie,in,ing,iong,iu,u,uan,ue,un
k=a,ai,an,ang,ao,e,ei,en,eng,ong,ou,u,ua,uai,uan,uang,ui,un,uo
l=a,ai,an,ang,ao,e,ei,eng,i,ian,iang,iao,ie,in,ing,iu,ong,ou,u,uan,ue,un,uo
m=a,ai,an,ang,ao,e,ei,en,eng,i,ian,iao,ie,in,ing,iu,o,ou,u
n=a,ai,an,ang,ao,e,ei,en,eng,i,ian,iang,iao,ie,in,ing,iu,ong,ou,u,uan,ue,uo
p=a,ai,an,ang,ao,ei,en,eng,i,ian,iao,ie,in,ing,o,ou,u
q=i,ia,ian,iang,iao,ie,in,ing,iong,iu,u,uan,ue,un
r=an,ang,ao,e,en,eng,i,ong,ou,u,uan,ui,un,uo
s=a,ai,an,ang,ao,e,en,eng,i,ong,ou,u,uan,ui,un,uo
sh=a,ai,an,ang,ao,e,en,eng,i,ou,u,ua,uai,uan,uang,ui,un,uo
t=a,ai,an,ang,ao,e,eng,i,ian,iao,ie,ing,ong,ou,u,uan,ui,un,uo
w=a,ai,an,ang,ei,en,eng,o,u
x=i,ia,ian,iang,iao,ie,in,ing,iong,iu,u,uan,ue,un
y=a,an,ang,ao,e,i,in,ing,o,ong,ou,u,uan,ue,un
z=a,ai,an,ang,ao,e,ei,en,eng,i,ong,ou,u,uan,ui,un,uo
zh=a,ai,an,ang,ao,e,en,eng,i,ong,ou,u,ua,uai,uan,uang,ui,un,uo
"""


def _syllable_pattern() -> str:
    ways = []
    for line in _SYLLABLES.split():
        head, _equals, ends = line.partition("=")
        longest = sorted(ends.split(","), key=len, reverse=True)
        ways.append(f"{head.strip('-')}(?:{'|'.join(longest)})")
    return "|".join(ways)


#: Two syllables or more, written as one word.
_PINYIN_WORD = re.compile(f"(?:{_syllable_pattern()}){{2,}}")
#: Letters that hardly stand together in a word of other languages that is said alike.
_ONLY_PINYIN = re.compile("zh|x|q(?!u)|ng|ia[no]|ua[ni]|uo|ui")


@lru_cache(maxsize=16384)
def is_pinyin(word: str) -> bool:
    """True for a Latin word that must be Chinese, by its syllables.

    >>> is_pinyin("hengli"), is_pinyin("huasheng"), is_pinyin("malaga")
    (True, True, False)
    """
    return bool(_ONLY_PINYIN.search(word) and _PINYIN_WORD.fullmatch(word))


#: Readings of polyphones that company names have, besides the dictionary's choice.
_READINGS = """
= 长=chang/zhang 行=xing/hang 乐=le/yue 重=zhong/chong 厦=xia/sha 单=dan/shan
曾=zeng/ceng 朝=chao/zhao 都=du/dou 传=chuan/zhuan 阿=a/e 车=che/ju 柏=bai/bo
卡=ka/qia 查=cha/zha 翟=zhai/di 覃=tan/qin 藏=zang/cang 晟=sheng/cheng 泊=bo/po
茜=qian/xi 莎=sha/suo 堡=bao/pu 沈=shen/chen 谷=gu/yu 万=wan/mo 六=liu/lu
石=shi/dan 奇=qi/ji 大=da/dai 露=lu/lou 绿=lv/lu 吕=lv/lu/lyu 旅=lv/lu 律=lv/lu
铝=lv/lu 女=nv/nu 区=qu/ou 调=tiao/diao 弹=dan/tan 种=zhong/chong 解=jie/xie
仇=chou/qiu 尉=wei/yu 薄=bo/bao 降=jiang/xiang 省=sheng/xing 会=hui/kuai
角=jiao/jue 参=can/shen 什=shi/shen 洗=xi/xian 冯=feng/ping
"""
_POLYPHONES = {
    character: tuple(readings.split("/"))
    for character, readings in (pair.split("=") for pair in _READINGS.split())
}
_WADE_GILES = (
    (re.compile(r"^zhi$"), "chih"),
    (re.compile(r"^chi$"), "chih"),
    (re.compile(r"^(sh|r)i$"), r"\1ih"),
    (re.compile(r"^[zc]i$"), "tzu"),
    (re.compile(r"^si$"), "ssu"),
    (re.compile(r"^r"), "j"),
    (re.compile(r"^[jq]"), "ch"),
    (re.compile(r"^zh"), "ch"),
    (re.compile(r"^x"), "hs"),
    (re.compile(r"^[zc](?!h)"), "ts"),
    (re.compile(r"^b"), "p"),
    (re.compile(r"^d"), "t"),
    (re.compile(r"^g"), "k"),
    (re.compile(r"ong$"), "ung"),
    (re.compile(r"^(y)(?=an$)"), "ye"),
    (re.compile(r"ian$"), "ien"),
    (re.compile(r"ie$"), "ieh"),
    (re.compile(r"ue$"), "ueh"),
    (re.compile(r"^you$"), "yu"),
    (re.compile(r"(?<=[tlnsj])uo$"), "o"),
    (re.compile(r"(?<=ch)uo$"), "o"),
    (re.compile(r"^(k|h|)e$"), r"\1o"),
    (re.compile(r"v"), "u"),
)


@lru_cache(maxsize=1024)
def _wade_giles(syllable: str) -> str:
    """A syllable as Taiwan spells it, without apostrophes.

    >>> _wade_giles("xin"), _wade_giles("zhu"), _wade_giles("guo")
    ('hsin', 'chu', 'kuo')
    """
    for pattern, replacement in _WADE_GILES:
        syllable = pattern.sub(replacement, syllable)
    return syllable


@lru_cache(maxsize=65536)
def readings(text: str) -> tuple[str, ...]:
    """Return the ways a Chinese brand is written in Latin letters, likeliest first.

    Pinyin, with other readings of polyphones (six at most), and Wade-Giles.

    >>> readings("长盛")[:2], "hsinchu" in readings("新竹")
    (('zhangsheng', 'changsheng'), True)
    """
    syllables = _syllables(text)
    ways = [[]]
    for character, syllable in zip(text, syllables, strict=False):
        others = [r for r in _POLYPHONES.get(character, ()) if r != syllable]
        ways = [[*way, said] for said in (syllable, *others) for way in ways][:6]
    if len(syllables) != len(text):
        ways = [syllables]
    found = dict.fromkeys("".join(way) for way in ways)
    found["".join(map(_wade_giles, syllables))] = None
    return tuple(found)


#: (letters without one of which there is nothing to do, pattern, what it is said like)
_SOUND = tuple(
    (frozenset(letters), re.compile(pattern), said)
    for letters, pattern, said in (
        ("h", r"sch(?=[aeiouyw])|sh|shch", "s"),
        ("h", r"tch|tsch|ch(?=[aeiouy])", "c"),
        ("h", r"ph", "f"),
        ("kq", r"kh|ck|q(?!u)|qu", "k"),
        ("c", r"c(?=[^eiy]|$)", "k"),
        ("x", r"x", "ks"),
        ("e", r"ae", "a"),
        ("e", r"oe", "o"),
        ("e", r"ue", "u"),
        ("yj", r"[yj]", "i"),
        ("iyj", r"i+([aou])", r"\1"),
        ("w", r"w", "v"),
    )
)
_SILENT = re.compile(r"[^a-z0-9]")
_TWICE = re.compile(r"(.)\1+")


@lru_cache(maxsize=65536)
def sound(word: str) -> str:
    """Return a word as it is said, roughly: transliterations of one word agree.

    Digits are kept; vowels stay, so that it tells "Bosch" from "Basch".

    >>> sound("jekaterinburg") == sound("ekaterinburg")
    False
    >>> sound("phoenix") == sound("foenix")
    True
    """
    word = _SILENT.sub("", romanise(word))
    written = set(word)
    for letters, pattern, said in _SOUND:
        if not letters.isdisjoint(written):
            word = pattern.sub(said, word)
    return _TWICE.sub(r"\1", word)


_CLASSES = str.maketrans(
    {"b": "p", "d": "t", "g": "k", "z": "s", "v": "f", "l": "r", "c": "s"}
)


@lru_cache(maxsize=65536)
def skeleton(word: str) -> str:
    """Return the consonants of a word as sounds (for keys and for Arabic).

    >>> skeleton("Glenmore"), skeleton("Mohammed") == skeleton("Muhamad")
    ('krnmr', True)
    """
    said = sound(word.lower())
    bones = re.sub(r"[aeiouh]", "", said).translate(_CLASSES)
    return re.sub(r"(.)\1+", r"\1", bones)
