# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
import logging
from datetime import timedelta

import pytz

from ...allocation import WorkCalendar, call_window, deadline, local_date, next_working

_logger = logging.getLogger(__name__)

DEFAULT_TZ = "UTC"


def customer_tz(partner):
    """The customer's time zone, or None when nothing tells it.

    Odoo fills in the time zone of who files a contact: one that is not used in the
    customer's country is not believed.
    """
    code = partner.country_id.code
    zones = pytz.country_timezones.get(code, []) if code else []
    if partner.tz and (not zones or partner.tz in zones):
        return partner.tz
    return zones[0] if zones else None


class Clocks:
    """Deadlines of owners, their calendars read once.

    :param env: an environment in sudo mode: a colleague's working days, no more
    """

    def __init__(self, env):
        self.env = env
        self._calendars = {}
        self._dues = {}

    def tz(self, user):
        return user.tz or user.company_id.partner_id.tz or DEFAULT_TZ

    def calendar(self, user, country=None):
        key = user.id, country
        if key not in self._calendars:
            weekdays, days_off = user._trade_work_days(None, self.tz(user))
            self._calendars[key] = WorkCalendar(
                weekdays,
                country=user.company_id.country_id.code,
                other_countries=[country] if country else [],
                days_off=days_off,
            )
        return self._calendars[key]

    def due(self, step, partner, user, start):
        """When a step's clock that starts at an instant is over (naive UTC)."""
        country = None
        if step.customer_holidays and partner.country_id:
            country = partner.country_id.code
        return self.after(user, start, step.delay, step.delay_unit, country)

    def after(self, user, start, amount, unit, country=None):
        """The same for any delay.

        A calendar without any working day left is no reason to stop everybody's
        clocks: then calendar days count.
        """
        key = user.id, country, start, amount, unit
        if key not in self._dues:
            try:
                due = deadline(start, amount, unit, self.calendar(user), self.tz(user))
                self._dues[key] = self._off_holidays(due, user, country)
            except ValueError:
                self._warn(user)
                hours = amount if unit == "hour" else amount * 24
                self._dues[key] = start + timedelta(hours=hours)
        return self._dues[key]

    @staticmethod
    def _warn(user):
        _logger.warning(
            "The working calendar of %s has no working days left: the clocks count"
            " calendar days. Give the user a calendar with some.",
            user.name,
        )

    def _off_holidays(self, due, user, country):
        """The next day that is a working one on both sides, at the same hour."""
        day = local_date(due, self.tz(user))
        shift = next_working(day, self.calendar(user, country)) - day
        return due + shift

    def works(self, user, at):
        """Whether an instant falls on a day that the user works."""
        return self.calendar(user).is_working(local_date(at, self.tz(user)))

    def next_day(self, user, at):
        """The same hour of the next day that the user works."""
        day = local_date(at, self.tz(user))
        try:
            return at + (next_working(day, self.calendar(user)) - day)
        except ValueError:
            self._warn(user)
            return at + timedelta(days=1)

    def call_hours(self, user, theirs, day):
        """From when to when to call: ((own begin, end), (their begin, end)) or None.

        :param str theirs: the customer's time zone, or None
        :return: local naive datetimes; None where the customer's time zone is unknown
            or it is night there all the owner's day
        """
        own = self.tz(user)
        found = theirs and call_window(day, own, theirs)
        if not found:
            return None
        return tuple(
            tuple(
                pytz.utc.localize(at).astimezone(pytz.timezone(tz)).replace(tzinfo=None)
                for at in found
            )
            for tz in (own, theirs)
        )
