# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Numbers that may be unknown: null in the database is no zero on the screen.

Odoo reads null as 0. A customer without a paid invoice would pay in 0 days, one without
a decided quotation would win none: the fields here read as False, which views show
empty and exports leave empty. False is 0 in comparisons and sums.
"""

from odoo import fields


class Unknown:
    """Keeps null apart from zero, for a numeric field."""

    falsy_value = None

    def convert_to_record(self, value, record):
        return False if value is None else super().convert_to_record(value, record)

    def convert_to_read(self, value, record, use_display_name=True):
        if value is False:
            return False
        return super().convert_to_read(value, record, use_display_name)

    def convert_to_cache(self, value, record, validate=True):
        if value is None or value is False:
            return None
        return super().convert_to_cache(value, record, validate)

    def convert_to_column(self, value, record, values=None, validate=True):
        if value is None or value is False:
            return None
        return super().convert_to_column(value, record, values, validate)

    def convert_to_column_insert(self, value, record, values=None, validate=True):
        if value is None or value is False:
            return None
        return super().convert_to_column_insert(value, record, values, validate)

    def convert_to_export(self, value, record):
        return "" if value is False else super().convert_to_export(value, record)


class KnownInteger(Unknown, fields.Integer):
    """A whole number, or nothing."""


class KnownFloat(Unknown, fields.Float):
    """A number, or nothing."""


class KnownMonetary(Unknown, fields.Monetary):
    """An amount, or nothing."""


class ZeroUnknown(Unknown):
    """For numbers that are never 0, like a price: a 0 typed or kept is unknown, too."""

    def convert_to_record(self, value, record):
        return super().convert_to_record(value or None, record)

    def convert_to_cache(self, value, record, validate=True):
        return super().convert_to_cache(value or None, record, validate)

    # Not convert_to_column: a domain compares with 0 all the same.
    def convert_to_column_insert(self, value, record, values=None, validate=True):
        return super().convert_to_column_insert(value or None, record, values, validate)


class PositiveInteger(ZeroUnknown, fields.Integer):
    """A whole number above 0, or nothing."""


class PositiveFloat(ZeroUnknown, fields.Float):
    """A number above 0, or nothing."""
