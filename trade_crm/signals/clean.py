# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""What the sender wrote himself: without quoted mail, signature and disclaimer.

Every step goes once over the text, whatever it holds: 2 MB of HTML cost what they
are long, never the square of it.
"""

from __future__ import annotations

import html
import re
import unicodedata

#: Characters of HTML or text that are looked at, and of its own words that are read.
MAX_SOURCE = 3_000_000
MAX_TEXT = 20_000
MAX_LINES = 2_000

_BLOCK = frozenset(
    [
        "p",
        "div",
        "br",
        "tr",
        "li",
        "ul",
        "ol",
        "table",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "pre",
        "hr",
        "section",
        "article",
        "dt",
        "dd",
    ]
)
_SKIPPED = frozenset(["style", "script", "head", "title", "svg", "select", "option"])
_VOID = frozenset(
    [
        "br",
        "hr",
        "img",
        "input",
        "meta",
        "link",
        "area",
        "base",
        "col",
        "embed",
        "source",
        "wbr",
    ]
)
_TAG = re.compile(r"<(/?)([a-zA-Z][\w:-]{0,30})([^<>]*)>")

#: What mail programs put around the mail that they quote.
_QUOTE = re.compile(
    r"gmail_quote|gmail_attr|yahoo_quoted|moz-cite-prefix|protonmail_quote"
    r"|zmail_extra|isreplycontent|ntes_mail_quote|data-o-mail-quote|outlookmessage"
    r"|tutanota_quote|spark_?quote|airmail_quote|qm_replyquote|foxmail-quote"
    r"|type\s*=\s*[\"']?cite|mailquote",
    re.I,
)
#: From here on everything is quoted (Outlook sets a mark, not a box).
_QUOTE_FROM = re.compile(
    r"divrplyfwdmsg|appendonsend|mail-editor-reference-message-container"
    r"|ms-outlook-mobile-reference-message|stopspelling|replyforwardmessage"
    r"|border-top:\s*solid\s+#(?:e1e1e1|b5c4df)",
    re.I,
)
_SIGNATURE = re.compile(
    r"gmail_signature|moz-signature|mobile_signature|o_mail_signature|data-smartmail"
    r"|id\s*=\s*[\"']?signature|ms-outlook-mobile-signature|applemailsignature",
    re.I,
)


def text_of(source: str) -> str:
    """Return the text of HTML, its quoted mail and signatures left out.

    >>> text_of("<p>Yes.</p><blockquote>Old</blockquote><p>Bye</p>").split()
    ['Yes.', 'Bye']
    """
    return _Scanner(source[:MAX_SOURCE]).text()


class _Scanner:
    """Goes over HTML once; knows how deep it stands in what is left out."""

    def __init__(self, source):
        self.source = source
        self.out: list[str] = []
        self.size = 0
        self.left_out = None  # name of the tag that began it
        self.depth = 0
        self.kept_lines = 0  # open tags in which line ends count

    def text(self):
        source, at, size = self.source, 0, len(self.source)
        while at < size and self.size < MAX_TEXT * 2:
            start = source.find("<", at)
            if start < 0:
                self.add(source[at:])
                break
            self.add(source[at:start])
            if source.startswith("<!--", start):
                end = source.find("-->", start)
                at = end + 3 if end >= 0 else size
                continue
            match = _TAG.match(source, start)
            if not match:
                self.add("<")
                at = start + 1
                continue
            if self.tag(match) == "stop":
                break
            at = match.end()
        return "".join(self.out)

    def add(self, text):
        if text and not self.left_out:
            text = html.unescape(text[: MAX_TEXT * 2])
            blanks = r"[ \t\xa0]+" if self.kept_lines else r"[ \t\r\n\xa0]+"
            self.out.append(re.sub(blanks, " ", text))
            self.size += len(text)

    def tag(self, match):
        closing, name, attributes = match[1], match[2].lower(), match[3]
        if self.left_out:
            if name == self.left_out and not attributes.endswith("/"):
                self.depth += -1 if closing else 1
                if not self.depth:
                    self.left_out = None
                    self.out.append("\n")
            return None
        if not closing:
            attributes = attributes[:600]
            if _QUOTE_FROM.search(attributes):
                return "stop"
            if name not in _VOID and self.is_left_out(name, attributes):
                self.left_out, self.depth = name, 1
                return None
        if name in ("pre", "textarea"):
            self.kept_lines = max(0, self.kept_lines + (-1 if closing else 1))
        if name in _BLOCK:
            self.out.append("\n")
        elif name in ("td", "th"):
            self.out.append(" \t")
        return None

    def is_left_out(self, name, attributes):
        return (
            name in _SKIPPED
            or name == "blockquote"
            or (
                bool(attributes)
                and bool(_QUOTE.search(attributes) or _SIGNATURE.search(attributes))
            )
        )


# ----------------------------------------------------------------------
# Quoted mail in plain text
# ----------------------------------------------------------------------

_WROTE = re.compile(
    r"\b(?:wrote|writes|escribi[óo]|escribe|escreveu|escreve|a [ée]crit|[ée]crit|"
    r"schrieb|schreibt|geschrieben|пишет|писал[аи]?|написал(?:\(а\)|а|и)?|"
    r"ha scritto|schreef)\b|كتبت?|写道|寫道|写到|来信|撰寫|撰写",
    re.I,
)
_DATED = re.compile(
    r"\b(?:19|20)\d\d\b|\d{1,2}[:.]\d\d|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}"
)
_ORIGINAL = re.compile(
    r"^[\s\-_=*>]{2,}\s*(?:original message|original appointment|forwarded message|"
    r"forwarded by|reply message|ursprüngliche nachricht|weitergeleitete nachricht|"
    r"originalnachricht|original-?nachricht|message d['’]origine|message original|"
    r"message transféré|mensaje original|mensaje reenviado|mensagem original|"
    r"mensagem encaminhada|исходное сообщение|пересылаемое сообщение|"
    r"пересланное сообщение|原始邮件|原始郵件|邮件原件|原邮件|转发邮件|轉寄郵件|"
    r"回复的原邮件|الرسالة الأصلية|رسالة معاد توجيهها|رسالة أصلية)",
    re.I,
)
_HEADER = re.compile(
    r"^[\s*>|]*(?:from|sent|to|cc|date|subject|von|gesendet|an|datum|betreff|de|envoyé|"
    r"envoye|à|date|objet|enviado(?: el| em)?|enviada(?: em)?|para|asunto|assunto|"
    r"fecha|data|от|отправлено|дата|кому|копия|тема|发件人|发送时间|收件人|抄送|主题|日期|"
    r"寄件者|寄件人|寄件日期|傳送時間|收件者|副本|主旨|發件人|من|تاريخ الإرسال|"
    r"تم الإرسال|إلى|الموضوع|التاريخ|نسخة)\s*[*]*\s*[:：]",
    re.I,
)
_FROM = re.compile(
    r"^[\s*>|]*(?:from|von|de|от|发件人|寄件者|寄件人|發件人|من)\s*[*]*\s*[:：]", re.I
)

# ----------------------------------------------------------------------
# Signatures and disclaimers
# ----------------------------------------------------------------------

_SIGN_OFF = re.compile(
    r"^\W*(?:(?:with |my |our )?(?:very |most )?(?:best|kind|kindest|warm|warmest|"
    r"sincere)(?: and warm)? (?:regards|wishes)|regards|best|cheers|"
    r"(?:yours )?sincerely(?: yours)?|yours (?:faithfully|truly)|b\.?\s?rgds|"
    r"brgds|rgds|"
    r"(?:un )?(?:cordial(?:es)?|atent[oa]s?|afectuos[oa]s?) saludos?|(?:un )?saludos?"
    r"(?: cordiales| cordial| atentos?)?|atentamente|cordialmente|un abrazo|"
    r"atenciosamente|cumprimentos|(?:com )?os (?:meus|nossos|melhores)(?: melhores)? "
    r"cumprimentos|melhores cumprimentos|abraços?|att\.?|"
    r"(?:bien )?cordialement|bien à vous|sincères salutations|meilleures salutations|"
    r"(?:je|nous) vous prie.{0,80}salutations.{0,20}|salutations(?: distinguées)?|"
    r"(?:mit )?(?:freundlichen?|besten?|herzlichen?|vielen|schönen?|liebe[nr]?|viele) "
    r"gr(?:ü|ue)(?:ß|ss)en?|mfg|vg|lg|beste grüße|hochachtungsvoll|"
    r"с (?:наилучшими пожеланиями|уважением)|с уважением|всего (?:доброго|наилучшего)|"
    r"此致|敬礼|敬禮|顺颂商祺|順頌商祺|祝商祺|商祺|祝好|此致敬礼|"
    r"(?:مع )?(?:أطيب |خالص )?(?:التحيات|تحياتي|التحية|تحيات)(?: والتقدير)?|"
    r"مع (?:فائق )?(?:التقدير|الاحترام)(?: والاحترام)?|"
    r"تفضلوا بقبول.{0,60})[\s,.!，。،]*$",
    re.I,
)
_THANKS = re.compile(
    r"^\W*(?:(?:many )?thanks|thank you|thx|gracias|muchas gracias|obrigad[oa]|merci|"
    r"danke|vielen dank|спасибо|谢谢|謝謝|多谢|شكرا|شكراً)(?: (?:again|in advance|and "
    r"(?:best |kind )?regards))?[\s,.!，。！]*$",
    re.I,
)
_SENT_FROM = re.compile(
    r"^\W*(?:sent from (?:my|mail|yahoo|outlook|samsung)|get outlook for|enviado desde|"
    r"enviado d[oe] meu|envoyé (?:de|depuis) mon|von meinem .{2,30} gesendet|gesendet "
    r"(?:von|mit)|отправлено (?:с|из)|发自我的|發自我的|从我的.{1,20}发送|"
    r"从我的|(?:أُ|أ)رسل(?:ت)? من)",
    re.I,
)
_DISCLAIMER = re.compile(
    r"confidential|intended (?:only|solely|recipient)|if you (?:are not|have received)"
    r"|privileged|unauthori[sz]ed|virus|delete (?:this|it)|print(?:ing)? this e-?mail|"
    r"confidencial|destinatari[oa]|destinatário|si usted no es|prohibid[oa]|"
    r"proibid[oa]|eliminar este|vertraulich|nicht der (?:richtige|beabsichtigte)|"
    r"bestimmungsgemäß|"
    r"unbefugt|irrtümlich|confidentiel|destinataire|par erreur|non autorisée|"
    r"конфиденциальн|адресат|предназначен|несанкционированн|机密|保密|收件人|擅自|"
    r"機密|سري|المستلم|المقصود|غير المصرح",
    re.I,
)
_DISCLAIMER_LEAD = re.compile(
    r"^\W*(?:disclaimer|confidentiality notice|haftungsausschluss|aviso (?:legal|de "
    r"confidencial)|avertissement|免责声明|免責聲明|إخلاء مسؤولية|уведомление о конф)",
    re.I,
)
_DELIMITER = re.compile(r"^(?:--|—|–|__+|\*\*\*+|-{3,})\s*$")


def clean(source: str, is_html: bool | None = None) -> list[str]:
    """Return the lines that the sender wrote himself.

    :param str source: a mail's body, HTML or plain text
    :param bool is_html: whether it is HTML; found out when not given
    """
    source = source or ""
    if is_html is None:
        is_html = bool(
            re.search(
                r"<(?:p|div|br|span|html|body|table|a|b)\b", source[:20_000], re.I
            )
        )
    text = text_of(source) if is_html else source[: MAX_TEXT * 4]
    text = unicodedata.normalize("NFC", text.replace("\xa0", " "))
    lines = [line.strip() for line in re.split(r"\r\n|\n|\r|\u2028", text)]
    return _unsigned(_unquoted(lines[:MAX_LINES]))


def _unquoted(lines):
    """Leave out quoted mail: lines behind ">" and what follows a mail's head."""
    kept = []
    at = 0
    while at < len(lines):
        line = lines[at]
        if line.startswith((">", "|>", "＞")):
            at += 1
            continue
        if _ORIGINAL.match(line) or _is_mail_head(lines, at):
            break
        taken = _attribution(lines, at)
        if taken:
            at += taken
            rest = [text for text in lines[at : at + 4] if text]
            if rest and rest[0].startswith((">", "|>")):
                continue  # answers may stand between the quoted lines
            break
        kept.append(line)
        at += 1
    return kept


def _is_mail_head(lines, at):
    """From, Sent, To, Subject in lines that follow each other."""
    if not _FROM.match(lines[at]):
        return False
    near = [line for line in lines[at : at + 8] if line][:5]
    return sum(bool(_HEADER.match(line)) for line in near) >= 3


def _attribution(lines, at):
    """How many lines say "On ... X wrote:" from here; 0 when they don't."""
    line = lines[at]
    if not line or len(line) > 300:
        return 0
    for count in (1, 2, 3):
        joined = " ".join(lines[at : at + count])
        if joined.rstrip().endswith((":", "：")):
            if len(joined) > 400 or not _DATED.search(joined):
                return 0
            return count if _WROTE.search(joined) or "@" in joined else 0
        if not _DATED.search(joined) and "@" not in joined:
            return 0
    return 0


def _unsigned(lines):
    kept = []
    words = 0
    for at, line in enumerate(lines):
        if _DELIMITER.match(line) and words:
            if line.startswith("--") and len(line) <= 3:
                break
            continue
        if words and _ends_mail(lines, at, words):
            kept += [text for text in lines[at + 1 :] if re.match(r"P\.?\s?S\b", text)][
                :2
            ]
            break
        if _SENT_FROM.match(line) or _is_disclaimer(line):
            continue
        kept.append(line)
        words += len(line)
    return kept


def _ends_mail(lines, at, words):
    line = lines[at]
    if len(line) > 140:
        return False
    if _SIGN_OFF.match(line):
        return True
    if not _THANKS.match(line):
        return False
    left = [text for text in lines[at + 1 :] if text]
    return len(left) <= 8 and all(len(text) < 70 for text in left)


def _is_disclaimer(line):
    if _DISCLAIMER_LEAD.match(line):
        return True
    return len(line) > 60 and len(set(_DISCLAIMER.findall(line[:2000]))) >= 2
