# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""What time it is where the customer is."""

from __future__ import annotations

from datetime import datetime

import pytz

#: Where nearly everybody of a country with several zones does business.
MAIN_ZONES = {
    "AR": "America/Argentina/Buenos_Aires",
    "CL": "America/Santiago",
    "CN": "Asia/Shanghai",
    "CY": "Asia/Nicosia",
    "DE": "Europe/Berlin",
    "EC": "America/Guayaquil",
    "ES": "Europe/Madrid",
    "MY": "Asia/Kuala_Lumpur",
    "NZ": "Pacific/Auckland",
    "PS": "Asia/Hebron",
    "PT": "Europe/Lisbon",
    "UA": "Europe/Kyiv",
    "UZ": "Asia/Tashkent",
    "VN": "Asia/Ho_Chi_Minh",
}


def zone_of_country(code: str | None) -> str | None:
    """The time zone of a country, or None where it has several that matter.

    >>> zone_of_country("JP"), zone_of_country("US")
    ('Asia/Tokyo', None)
    """
    zone = MAIN_ZONES.get(code or "")
    if zone in pytz.all_timezones_set:
        return zone
    zones = pytz.country_timezones.get(code or "", ())
    return zones[0] if len(zones) == 1 else None


def local_moment(zone: str, moment: datetime) -> datetime:
    """``moment`` (naive, in UTC) by the clocks of ``zone``, with its offset."""
    return pytz.utc.localize(moment).astimezone(pytz.timezone(zone))
