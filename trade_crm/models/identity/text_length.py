# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""A flood of text or emoji is refused before it is saved anywhere."""

from odoo.exceptions import ValidationError

#: What fits a line that people read: a note, a title, terms in the customer's words.
LINE_LENGTH = 500


def check_length(env, text, field, limit):
    """Refuse a text that is too long for its field.

    :raise ValidationError: in the user's language, naming the field
    """
    if text and len(text) > limit:
        raise ValidationError(
            env._(
                "%(field)s has %(length)s characters; at most %(limit)s are possible. "
                "Shorten it.",
                field=field._description_string(env),
                length=len(text),
                limit=limit,
            )
        )


def check_lines(records, vals_list, names=None):
    """Refuse floods in the one-line fields that are about to be saved.

    :param names: the fields to look at; None for all of the records' own
    """
    for vals in vals_list:
        for name in vals if names is None else names:
            field = records._fields.get(name)
            if field and field.type == "char" and isinstance(vals.get(name), str):
                check_length(records.env, vals[name], field, LINE_LENGTH)
