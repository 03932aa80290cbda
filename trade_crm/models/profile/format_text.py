# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Why something typed was refused, in the user's language."""

from odoo.exceptions import ValidationError

SHOWN = 80


def refusal(env, typed, error):
    """The sentence for a ``FormatError``, as an error to raise.

    :param str typed: what was typed; its beginning is shown
    """
    typed = shorten(typed)
    return ValidationError(_web(env, typed, error) or _other(env, typed, error))


def shorten(text):
    """One line of a text, short enough for a message."""
    line = " ".join((text or "").split())
    return line if len(line) <= SHOWN else f"{line[: SHOWN - 1]}…"


def _web(env, typed, error):
    reasons = {
        "space": lambda: env._("it holds a blank"),
        "scheme": lambda: env._("it must begin with https:// or http://"),
        "mail": lambda: env._("it is an e-mail address"),
        "host": lambda: env._("it names no website, such as www.customer.com"),
        "long": lambda: env._("it is too long"),
        "empty": lambda: env._("it is empty"),
    }
    if error.reason not in reasons:
        return None
    return env._(
        "%(typed)s is no web address: %(reason)s. Copy the address from the browser.",
        typed=typed,
        reason=reasons[error.reason](),
    )


def _other(env, typed, error):
    sentences = {
        "characters": lambda: env._(
            "%(typed)s is no HS code: it is written in digits, with or without dots, "
            "such as 8467.21.",
            typed=typed,
        ),
        "length": lambda: env._(
            "%(typed)s is no HS code: it has 4 digits (heading), 6 (subheading), "
            "or 8 to 13 (national code).",
            typed=typed,
        ),
        "chapter": lambda: env._(
            "%(typed)s is no HS code: there is no such chapter or heading.",
            typed=typed,
        ),
        "form": lambda: env._(
            "%(typed)s is no UN/LOCODE: it has two letters for the country and three "
            "for the place, such as DEHAM.",
            typed=typed,
        ),
        "country": lambda: env._(
            "The code %(typed)s belongs to another country than the one chosen.",
            typed=typed,
        ),
        "phone": lambda: env._(
            "%(typed)s is no phone number that WhatsApp could reach. Write it with its "
            "country, such as +49 160 1234567.",
            typed=typed,
        ),
        "wechat": lambda: env._(
            "%(typed)s is no WeChat ID: it has 6 to 20 letters, digits, hyphens or "
            "underscores and begins with a letter. A phone number will do, too.",
            typed=typed,
        ),
        "linkedin": lambda: env._(
            "%(typed)s is no LinkedIn profile. Copy its address from the browser, "
            "such as linkedin.com/in/name or linkedin.com/company/name.",
            typed=typed,
        ),
        "facebook": lambda: env._(
            "%(typed)s is no Facebook page. Copy its address from the browser, such as "
            "facebook.com/name.",
            typed=typed,
        ),
    }
    return sentences[error.reason]()
