# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""The phone's own words in a chat: notices, calls, media and marks, by language.

A phone writes these in its own language, so that a Chinese salesperson's export
holds Chinese notices between English messages. Chinese, English, German and Arabic
are covered in full; the media and notices of a few more languages come along.
All patterns are matched against one message without direction marks.
"""

from __future__ import annotations

import re
from typing import NamedTuple


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


# --- notices -----------------------------------------------------------------

ENCRYPTION = _any(
    r"end-to-end encrypted",
    r"secured with end-to-end encryption",
    r"Ende-zu-Ende-(?:verschl|Verschl)",
    r"端到端加密",
    r"端對端加密",
    r"(?:مشف[ّ]?رة|التشفير|تشفير)[^\n]{0,12}(?:تمام|بالكامل|بين الطرفين|تام)",
    r"cifrad[oa]s? de extremo a extremo",
    r"chiffrés? de bout en bout",
    r"criptograf\w* de ponta a ponta",
    r"crittografat[ei] end-to-end",
    r"сквозным шифрованием",
    r"uçtan uca şifre",
    r"エンドツーエンド",
)

# Notices that quote what a user typed, so that a colon may stand in them.
QUOTING = _any(
    r"(?:created|changed) (?:the |this )?(?:group|subject|group name|description)\b",
    r"changed the (?:subject|group name)",
    r"hat (?:die Gruppe|den Betreff|den Gruppennamen|den Namen der Gruppe)\b",
    r"hast (?:die Gruppe|den Betreff|den Gruppennamen)\b",
    r"(?:创建了|建立了)(?:此|该|这个)?(?:群|“|「|\")",
    r"(?:将|把)?(?:群组?|群聊)?(?:名称|主题).{0,30}(?:更改|改|变更)",
    r"(?:更改|修改)了(?:群组?|群聊)?(?:名称|主题|描述)",
    r"(?:أنشأ|أنشأت|قام بإنشاء).{0,30}(?:مجموعة|المجموعة)",
    r"(?:غيّر|غير|غيرت|قام بتغيير).{0,30}(?:اسم|موضوع|وصف)",
)

_EVENTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("encryption", ENCRYPTION),
    (
        "security_code",
        _any(
            r"security code\b",
            r"Sicherheitsnummer|Sicherheitscode",
            r"安全(?:代|编)?码",
            r"安全碼|安全代碼",
            r"رمز الأمان",
        ),
    ),
    (
        "number_changed",
        _any(
            r"changed (?:their|to a new) (?:phone )?number|changed to \+",
            r"Telefonnummer.*(?:gewechselt|geändert)|neue(?:n)? (?:Telefon)?nummer",
            r"(?:更改|更换|變更|更換)了?.{0,6}(?:电话|手机|電話)?号?(?:码|碼)",
            r"(?:غيّر|غير) رقم",
        ),
    ),
    (
        "created",
        _any(
            r"created (?:the |this )?group|created group",
            r"Gruppe.*erstellt",
            r"(?:创建|建立)了",
            r"أنشأ|بإنشاء",
        ),
    ),
    (
        "joined",
        _any(
            r"joined",
            r"beigetreten",
            r"(?:加入了?|进入)(?:群|此群|该群)?",
            r"انضم",
        ),
    ),
    (
        "removed",
        _any(r"\bremoved\b", r"entfernt", r"移除了?|将.{0,40}移出", r"أزال|بإزالة"),
    ),
    (
        "added",
        _any(r"\badded\b", r"hinzugefügt", r"添加了|新增了|邀请了", r"أضاف|بإضافة"),
    ),
    (
        "left",
        _any(r"\bleft\b", r"Gruppe verlassen", r"退出了?|离开了?|離開", r"غادر"),
    ),
    (
        "timer",
        _any(
            r"disappearing messages|message timer",
            r"selbstlöschende Nachrichten",
            r"限时消息|阅后即焚|限時訊息",
            r"الرسائل (?:ذاتية|المؤقتة|التي تختفي)",
        ),
    ),
    (
        "changed",
        _any(
            r"\bchanged\b",
            r"geändert",
            r"更改了?|修改了?|變更了?",
            r"غيّر|غير|غيرت|بتغيير",
        ),
    ),
    ("blocked", _any(r"\b(?:un)?blocked\b", r"blockiert", r"封锁|屏蔽|拉黑", r"حظر")),
    (
        "contact",
        _any(
            r"is a contact",
            r"business account|uses a secure service from Meta",
            r"Unternehmensaccount|Unternehmenskonto",
            r"已成为联系人|商业(?:帐|账)户|企业(?:帐|账)[户号]",
            r"حساب (?:تجاري|أعمال)",
        ),
    ),
)


def event_of(text: str) -> str:
    """Name a notice's event, ``"other"`` for one that isn't known.

    >>> event_of("Bob left"), event_of("您已将此群组的名称更改为“订单”")
    ('left', 'changed')
    """
    for event, pattern in _EVENTS:
        if pattern.search(text):
            return event
    return "other"


# --- calls -------------------------------------------------------------------

_MISSED = _any(
    r"^(?:you )?missed (?:group )?(?:voice |video )?call",
    r"^silenced (?:voice|video) call",
    r"^(?:verpasster|stummgeschalteter) (?:Gruppen-?)?(?:Sprach|Video)?anruf",
    r"^未接(?:群组)?(?:的)?(?:语音|視訊|視頻|视频|語音)?(?:通话|来电|通話|來電)",
    r"^(?:فاتتك )?مكالمة (?:صوتية |فيديو |جماعية )*(?:فائتة|لم يرد عليها)",
    r"^فاتتك مكالمة",
)
_CALL = _any(
    r"^(?:group )?(?:voice|video) call(?=$|[.,،，。·:\n])",
    r"^(?:Gruppen-?)?(?:Sprach|Video)anruf(?=$|[.,·:\n])",
    r"^(?:群组?)?(?:语音|视频|語音|視訊)通[话話](?=$|[.,，。·:\n])",
    r"^مكالمة (?:صوتية|فيديو)(?=$|[.,،·:\n])",
)
_UNANSWERED = _any(
    r"no answer|not answered|declined|cancell?ed",
    r"keine Antwort|nicht angenommen|abgelehnt",
    r"无应答|未接听|无人接听|無人接聽|已拒绝|已取消",
    r"لم يتم الرد|لا يوجد رد|لم يرد",
)


def call_of(text: str) -> str:
    """Return ``"missed"``, ``"answered"`` or "" when a message is no call's notice.

    >>> call_of("Missed voice call. Tap to call back"), call_of("语音通话，5 分钟")
    ('missed', 'answered')
    """
    if len(text) > 120:
        return ""
    if _MISSED.search(text):
        return "missed"
    if _CALL.search(text):
        return "missed" if _UNANSWERED.search(text) else "answered"
    return ""


# --- deleted and edited ------------------------------------------------------

_OWN_DELETED = _any(
    r"^you deleted this message",
    r"^du hast diese Nachricht gelöscht",
    r"^[您你](?:已)?(?:删除|刪除)了?(?:此|这条|該|这|這則)?(?:消息|訊息)",
    r"^(?:لقد )?(?:حذفت|قمت بحذف)(?: أنت)? هذه الرسالة",
)
_DELETED = _any(
    r"^this message was deleted",
    r"^diese Nachricht wurde (?:von .{1,60} )?gelöscht",
    r"^(?:此|这条|该|這則)(?:消息|訊息)已(?:被.{0,30})?(?:删除|刪除)",
    r"^(?:لقد )?تم حذف هذه الرسالة",
    r"^se eliminó este mensaje",
    r"^ce message a été supprimé",
    r"^(?:esta|essa) mensagem foi apagada",
    r"^questo messaggio è stato eliminato",
)
_EDITED = re.compile(
    r"\s*<(?:this message was edited|diese Nachricht wurde bearbeitet"
    r"|(?:此|这条|该|這則)(?:消息|訊息)已(?:经过)?(?:被)?(?:编辑|編輯)(?:过)?"
    r"|تم تعديل (?:هذه )?الرسالة|se editó este mensaje|mensagem editada"
    r"|ce message a été modifié|questo messaggio è stato modificato)[.。]?>\s*$",
    re.IGNORECASE,
)


def deleted_of(text: str) -> str:
    """Return ``"own"``, ``"other"`` or "" when a message isn't a deleted one."""
    if len(text) > 120:
        return ""
    if _OWN_DELETED.search(text):
        return "own"
    return "other" if _DELETED.search(text) else ""


def strip_edited(text: str) -> tuple[str, bool]:
    """Return the text without the mark of an edited message, and if it had one.

    >>> strip_edited("USD 5.20 <This message was edited>")
    ('USD 5.20', True)
    """
    if not text.endswith((">", "> ")):
        return text, False
    kept, times = _EDITED.subn("", text)
    return kept, bool(times)


# --- media -------------------------------------------------------------------


class Media(NamedTuple):
    """A message's attachment: what it is, its file's name and its caption."""

    kind: str  # image, video, audio, sticker, gif, document, contact, location, other
    file: str
    caption: str


_NOUNS: tuple[tuple[str, str], ...] = (
    ("gif", r"GIF|صورة (?:GIF )?متحركة|صورة GIF"),
    ("sticker", r"sticker|贴图|貼圖|表情|الملصق|ملصق|figurinha|スタンプ|стикер"),
    (
        "contact",
        r"contact|Kontakt|名片|联系人|聯絡人|جهة الاتصال|جهات الاتصال|contacto",
    ),
    ("video", r"video|视频|影片|視頻|الفيديو|فيديو|vídeo|vidéo|видео|動画"),
    ("audio", r"audio|音频|语音|音訊|語音|الصوت|صوتي|áudio|аудио|音声"),
    ("document", r"document|Dokument|文档|文件|المستند|مستند|documento|документ|文書"),
    (
        "image",
        r"image|photo|Bild|图像|图片|圖片|圖像|الصورة|imagen|imagem|immagine|画像",
    ),
)
_NOUN_PATTERNS = tuple(
    (kind, re.compile(words, re.IGNORECASE)) for kind, words in _NOUNS
)
_LEFT_OUT = (
    r"omitted|weggelassen|ausgeschlossen|ausgelassen|忽略|省略|略過|استبعاد"
    r"|غير مشمول\w*|omitid[oa]|omis|omess[oia]|absente?|ocultad[oa]|weggelaten"
    r"|отсутствует|без медиафайлов|dahil edilmedi|atlanmış|含まれていません|생략"
)
# <Media omitted> on a line of its own; a caption may follow on the next.
_ANDROID_LEFT_OUT = re.compile(
    rf"^<[^<>\n]{{0,40}}(?:{_LEFT_OUT})[^<>\n]{{0,40}}>\s*(?:\n|$)", re.IGNORECASE
)
# "image omitted" at the end of the message, alone or after a caption.
_IPHONE_LEFT_OUT = re.compile(
    r"(?:^|(?<=\n)|(?<=\s))(?P<what>"
    r"(?:image|video note|video|audio|sticker|GIF|document|Contact card) omitted"
    r"|(?:Bild|Videonotiz|Video|Audio|Sticker|GIF|Dokument|Kontaktkarte|Kontakt)"
    r" (?:weggelassen|ausgelassen)"
    r"|(?:图像|图片|视频|音频|语音(?:消息)?|贴图|表情|GIF ?(?:动态图)?|文档|文件"
    r"|(?:联系人)?名片|联系人)"
    r"已(?:被)?(?:忽略|省略)"
    r"|(?:圖片|圖像|影片|音訊|語音訊息|貼圖|GIF|文件|聯絡人名片)已(?:被)?(?:略過|省略|忽略)"
    r"|تم استبعاد [^\n]{2,24}"
    r"|(?:الصورة|الفيديو|الصوت|المستند|الملصق)[^\n]{0,12} غير مشمول\w{0,2}"
    r"|(?:imagen|video|audio|sticker|GIF|documento|Tarjeta de contacto) omitid[oa]"
    r"|(?:image|vidéo|audio|sticker|GIF|document|fiche contact) absente?"
    r"|(?:imagem|vídeo|áudio|figurinha|documento) (?:ocultad[oa]|omitid[oa])"
    r")\s*$",
    re.IGNORECASE,
)
_ATTACHED_WORDS = (
    r"attached|Anhang|angehängt|附件|附加檔案|مرفق|المرفق|adjunto|pièce jointe|anexado"
    r"|allegato|bijlage|вложение|прикреплено|ekli dosya|添付ファイル|첨부"
)
_IPHONE_ATTACHED = re.compile(
    rf"<(?:{_ATTACHED_WORDS})\s?[:：]\s?(?P<file>[^<>\n]{{1,255}})>", re.IGNORECASE
)
_ANDROID_ATTACHED = re.compile(
    r"^(?P<file>(?:(?:IMG|VID|AUD|PTT|STK|DOC|GIF)-\d{8}-WA\d{1,8}\.\w{1,5}"
    r"(?= \([^()\n]{2,40}\)\s*(?:\n|$)))|[^\n]{1,255}?\.\w{1,5}"
    r"(?= \((?:file attached|Datei angehängt|文件附件|附件文件|附加檔案|附件檔案"
    r"|(?:ال)?ملف مرفق|archivo adjunto|fichier joint|arquivo anexado"
    r"|file allegato|файл добавлен|dosya ekli|添付ファイル|파일 첨부됨)\)\s*(?:\n|$)))"
    r" \([^()\n]{2,40}\)\s*(?:\n|$)",
    re.IGNORECASE,
)
_LOCATION = re.compile(
    r"^(?:live )?(?:location|Standort|Live-Standort|(?:实时)?位置|الموقع(?: المباشر)?)"
    r"\s?"
    r"[:：]?\s?(?=https?://(?:maps\.google|\S*google\.\S*/maps|maps\.app))"
    r"|^live location shared$|^Live-Standort geteilt$|^已共享实时位置$",
    re.IGNORECASE,
)
_EXTENSIONS = {
    **dict.fromkeys(("jpg", "jpeg", "png", "heic", "heif"), "image"),
    **dict.fromkeys(("mp4", "mov", "3gp", "mkv", "avi"), "video"),
    **dict.fromkeys(("opus", "ogg", "m4a", "mp3", "aac", "amr", "wav"), "audio"),
    "webp": "sticker",
    "gif": "gif",
    "vcf": "contact",
}


def _kind_of_file(name: str) -> str:
    return _EXTENSIONS.get(name.rsplit(".", 1)[-1].lower(), "document")


def _kind_of_words(words: str) -> str:
    return next((kind for kind, noun in _NOUN_PATTERNS if noun.search(words)), "other")


def media_of(text: str) -> Media | None:
    """Return a message's attachment, or None for a message of words alone.

    >>> media_of("IMG-20240101-WA0001.jpg (Datei angehängt)\\nSample A")
    Media(kind='image', file='IMG-20240101-WA0001.jpg', caption='Sample A')
    >>> media_of("图像已忽略").kind
    'image'
    """
    if text == "null":  # Android's line for a picture to be viewed once
        return Media("other", "", "")
    found = _IPHONE_ATTACHED.search(text)
    if found:
        name = found["file"].strip()
        caption = (text[: found.start()] + text[found.end() :]).strip()
        return Media(_kind_of_file(name), name, caption)
    found = _ANDROID_ATTACHED.match(text)
    if found:
        caption = text[found.end() :].strip()
        return Media(_kind_of_file(found["file"]), found["file"].strip(), caption)
    found = _ANDROID_LEFT_OUT.match(text)
    if found:
        return Media("other", "", text[found.end() :].strip())
    if _LOCATION.search(text):
        return Media("location", "", text.strip())
    return _iphone_left_out(text)


def _iphone_left_out(text: str) -> Media | None:
    """Return what an iPhone's export left out; only its last words are read."""
    found = _IPHONE_LEFT_OUT.search(text, max(0, len(text) - 60))
    if not found:
        return None
    return Media(_kind_of_words(found["what"]), "", text[: found.start()].strip())
