# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""A trade archive for each customer: habits read off the sales, the rest by rule.

Months, cycle, goods and their prices are the customer's own, as the file has them.
Terms, people and competitors are made up, drawn from the customer's number as in
``rules``, and fit the country.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from statistics import median

from . import rules
from .history import History

# A month in which a customer buys this many times its usual month is a peak.
PEAK = Decimal("1.5")
PEAKS = 3
GOODS = 2
# No order for so long before the end: not buying any more, for some reason.
LAPSED_DAYS = 150
WHOLESALE_QUANTITY = 40

# Longest gap in days between orders -> buying cycle.
CYCLES = ((45, "month"), (110, "quarter"), (200, "half"), (10_000, "season"))
SIZES = ((Decimal(1_000), "1"), (Decimal(5_000), "2"), (Decimal(30_000), "3"))
LARGEST_SIZE = "4"

# Country -> language, ports, certificate of origin, currency.
COUNTRIES = {
    "GB": ("en_GB", (), (), "GBP"),
    "IE": ("en_GB", ("iedub",), ("rex",), "EUR"),
    "DE": ("de", ("deham", "debrv"), ("rex",), "EUR"),
    "FR": ("fr", ("frleh",), ("rex",), "EUR"),
    "ES": ("es", ("esbio", "esvlc", "esbcn"), ("rex",), "EUR"),
    "PT": ("pt", ("ptlei", "ptlis"), ("rex",), "EUR"),
    "NL": ("nl", ("nlrtm",), ("rex",), "EUR"),
    "BE": ("nl_BE", ("beanr", "bezee"), ("rex",), "EUR"),
    "IT": ("it", ("itgoa", "itspe"), ("rex",), "EUR"),
    "AT": ("de", ("deham",), ("rex",), "EUR"),
    "CH": ("de_CH", ("nlrtm",), ("eur1",), "EUR"),
    "NO": ("nb_NO", ("noosl",), ("eur1",), "EUR"),
    "DK": ("da_DK", ("dkaar", "dkcph"), ("rex",), "EUR"),
    "SE": ("sv_SE", ("segot",), ("rex",), "EUR"),
    "FI": ("fi", ("fihel", "fiktk"), ("rex",), "EUR"),
    "IS": ("en_GB", ("isrey",), ("eur1",), "EUR"),
    "PL": ("pl", ("plgdn", "plgdy"), ("rex",), "EUR"),
    "CY": ("el_GR", ("cylms",), ("rex",), "EUR"),
    "GR": ("el_GR", ("grpir",), ("rex",), "EUR"),
    "MT": ("en_GB", ("mtmar",), ("rex",), "EUR"),
    "IL": ("he_IL", ("ilhfa", "ilash"), ("eur1",), "USD"),
    "LB": ("ar", ("lbbey",), ("eur1",), "USD"),
    "AE": ("ar", ("aejea",), ("co",), "USD"),
    "JP": ("ja_JP", ("jptyo", "jpukb"), ("rex",), "USD"),
    "HK": ("zh_HK", ("hkhkg",), ("co",), "USD"),
    "SG": ("en_GB", ("sgsin",), ("rex",), "USD"),
    "AU": ("en_AU", ("ausyd", "aumel"), ("co",), "USD"),
    "US": ("en", ("usnyc", "usbal"), ("co",), "USD"),
    "CA": ("en_CA", ("camtr", "cahal"), ("co",), "USD"),
    "ZA": ("en_GB", ("zacpt", "zadur"), ("eur1",), "USD"),
    "BR": ("pt_BR", ("brssz",), ("co",), "USD"),
}
SOURCES = (
    "Spring Fair Birmingham",
    "Ambiente Frankfurt",
    "Web shop",
    "Recommendation",
    "Catalogue",
)
COMPETITORS = (
    "Cotswold Gift Wholesale",
    "Lantern & Lace Trading",
    "Nordlicht Geschenke",
    "Zhejiang Fuyue Crafts",
)
REASONS = (
    "Price above the local market",
    "Minimum order too high",
    "Bound to the present supplier",
    "Delivery takes too long",
)
# A word of the article's name -> HS code; the first that fits.
HS_CODES = (
    (("T-LIGHT", "CANDLE"), "3406.00"),
    (("LANTERN", "LIGHT"), "9405.50"),
    (("CARD", "WRAP"), "4909.00"),
    (("LUNCH BAG", "JUMBO BAG", "SHOPPER", " BAG"), "4202.92"),
    (("MUG", "CUP", "PLATE", "BOWL", "TEAPOT"), "6912.00"),
    (("CUSHION",), "9404.90"),
    (("CLOCK",), "9105.29"),
    (("TIN", "METAL"), "7326.90"),
    (("WOOD",), "4420.19"),
    (("GLASS",), "7013.99"),
    (("DOLL", "TOY", "GAME", "PUZZLE"), "9503.00"),
    (("CHRISTMAS",), "9505.10"),
)
PEOPLE = (
    "Alex Morgan",
    "Sam Keller",
    "Robin Laurent",
    "Jo Andersen",
    "Kim Novak",
    "Chris Weber",
    "Andrea Rossi",
    "Dominique Martin",
    "Nicola Byrne",
    "Sascha Vogel",
)


@dataclass
class Habits:
    """What the sales tell of one customer."""

    days: set[date] = field(default_factory=set)
    by_month: Counter = field(default_factory=Counter)
    goods: Counter = field(default_factory=Counter)
    prices: dict[str, Decimal] = field(default_factory=dict)
    total: Decimal = Decimal(0)
    pieces: Decimal = Decimal(0)
    lines: int = 0

    def peaks(self) -> list[int]:
        """The months in which the customer buys far more than in its usual one."""
        usual = sum(self.by_month.values(), Decimal(0)) / 12
        above = [m for m, worth in self.by_month.items() if worth >= PEAK * usual]
        most = sorted(above, key=lambda month: (-self.by_month[month], month))
        return sorted(most[:PEAKS])

    def cycle(self) -> str | None:
        """How often the customer buys, by the middle gap between its orders."""
        days = sorted(self.days)
        gaps = [(after - day).days for day, after in pairwise(days)]
        if not gaps:
            return None
        return next(name for limit, name in CYCLES if median(gaps) <= limit)

    def size(self) -> str:
        return next((s for limit, s in SIZES if self.total < limit), LARGEST_SIZE)

    def is_wholesale(self) -> bool:
        return self.pieces >= WHOLESALE_QUANTITY * self.lines

    def last_day(self) -> date | None:
        return max(self.days, default=None)


def habits(history: History) -> dict[str, Habits]:
    """What each customer buys, when and at which price; credit notes are left out."""
    found: dict[str, Habits] = defaultdict(Habits)
    for document in history.documents:
        if document.kind != "out_invoice":
            continue
        customer = found[document.customer]
        customer.days.add(document.day)
        customer.by_month[document.day.month] += document.total
        customer.total += document.total
        for line in document.lines:
            if rules.is_service(line.code) or line.quantity <= 0:
                continue
            customer.pieces += line.quantity
            customer.lines += 1
            customer.goods[line.text] += line.amount
            if line.price > 0:
                customer.prices[line.text] = line.price
    return dict(found)


def hs_code(text: str) -> str | None:
    """The customs' code of an article, guessed from its name.

    >>> hs_code("WHITE HANGING HEART T-LIGHT HOLDER"), hs_code("POSTAGE")
    ('3406.00', None)
    """
    upper = text.upper()
    return next((c for words, c in HS_CODES if any(w in upper for w in words)), None)


class Archivist:
    """Values of a customer's archive, for records that are about to be created."""

    def __init__(self, env, history: History):
        self.env = env
        self.habits = habits(history)
        self.last_day = history.last_day
        self.currency = {c.name: c.id for c in env["res.currency"].search([])}
        self.sources = self._named("utm.source", SOURCES)
        self.reasons = self._named("crm.lost.reason", REASONS)
        self.competitors = self._named("trade.competitor", COMPETITORS)

    def _named(self, model, names):
        """Ids of the records of these names, made where they are missing."""
        records = self.env[model].search([("name", "in", names)])
        missing = set(names) - set(records.mapped("name"))
        records |= self.env[model].create([{"name": name} for name in sorted(missing)])
        return [records.filtered(lambda r, n=n: r.name == n)[:1].id for n in names]

    def _ref(self, name):
        record = self.env.ref(name, raise_if_not_found=False)
        return record.id if record else False

    def values(self, customer) -> dict:
        """Fields and lines of the customer's archive."""
        number, code = customer
        habit = self.habits.get(number, Habits())
        country = COUNTRIES.get(code, ("en", (), ("co",), "USD"))
        return {
            **self._business(number, habit),
            **self._terms(number, code, country),
            **self._buying(habit),
            "trade_interest_ids": self._interests(habit),
            "trade_offer_ids": self._offers(number, habit),
            "child_ids": self._people(number),
        }

    def _business(self, number, habit):
        draw = rules.draw
        kinds = (
            ("wholesaler", "importer") if habit.is_wholesale() else ("retailer",) * 2
        )
        online = not draw(f"online|{number}", 4)
        age = 3 + draw(f"age|{number}", 60)
        return {
            "trade_business_kind": "online"
            if online
            else kinds[draw(f"kind|{number}", 2)],
            "trade_size": habit.size(),
            "trade_founded": self.last_day.year - age,
            "trade_source_id": self.sources[draw(f"source|{number}", len(SOURCES))],
        }

    def _terms(self, number, code, country):
        draw = rules.draw
        language, ports, tariffs, currency = country
        values = {
            "trade_language_id": self._ref(f"base.lang_{language}"),
            "trade_currency_id": self.currency.get(currency, False),
            "trade_tariff_ids": [
                (6, 0, [self._ref(f"trade_crm.tariff_{name}") for name in tariffs])
            ],
            "trade_payment_method": "tt" if draw(f"pay|{number}", 5) else "card",
        }
        if code == "GB":
            return values | {"trade_incoterm_id": self._ref("account.incoterm_DAP")}
        incoterm = ("FOB", "CIF", "CIF", "CFR")[draw(f"incoterm|{number}", 4)]
        port = ports[draw(f"port|{number}", len(ports))] if ports else None
        return values | {
            "trade_incoterm_id": self._ref(f"account.incoterm_{incoterm}"),
            "trade_port_loading_id": self._ref("trade_crm.port_gbfxt"),
            "trade_port_destination_id": port and self._ref(f"trade_crm.port_{port}"),
        }

    def _buying(self, habit):
        months = [self._ref(f"trade_crm.month_{m:02}") for m in habit.peaks()]
        values = {
            "trade_peak_month_ids": [(6, 0, months)],
            "trade_buying_cycle": habit.cycle(),
        }
        last = habit.last_day()
        if not last or last < self.last_day - timedelta(days=LAPSED_DAYS):
            draw = rules.draw(f"reason|{last}|{habit.total}", 2 * len(REASONS))
            if draw < len(REASONS):  # of the others nobody knows why
                values["trade_lost_reason_id"] = self.reasons[draw]
        return values

    def _interests(self, habit):
        goods = sorted(habit.goods.items(), key=lambda item: (-item[1], item[0]))
        return [
            (0, 0, {"name": text, "hs_code": hs_code(text), "sequence": 10 * place})
            for place, (text, _worth) in enumerate(goods[:GOODS], 1)
        ]

    def _offers(self, number, habit):
        """One customer in six is known to buy its best article elsewhere, too."""
        draw = rules.draw
        best = max(
            habit.prices, key=lambda text: (habit.goods[text], text), default=None
        )
        if draw(f"rival|{number}", 6) or not best:
            return []
        percent = Decimal(85 + draw(f"rival price|{number}", 21)) / 100
        return [
            (
                0,
                0,
                {
                    "competitor_id": self.competitors[
                        draw(f"rival name|{number}", len(COMPETITORS))
                    ],
                    "product": best,
                    "price": float(round(habit.prices[best] * percent, 2)),
                    "currency_id": self.currency.get("GBP"),
                    "date_since": max(habit.days).replace(day=1),
                },
            )
        ]

    def _people(self, number):
        """One customer in two has a buyer on file, most of them with a birthday."""
        draw = rules.draw
        if draw(f"buyer|{number}", 2):
            return []
        person = {
            "name": PEOPLE[draw(f"buyer name|{number}", len(PEOPLE))],
            "function": "Buyer",
            "type": "contact",
        }
        if draw(f"birthday|{number}", 4):
            day = date(2000, 1, 1) + timedelta(days=draw(f"birth day|{number}", 366))
            person["trade_own_key_date_ids"] = [
                (
                    0,
                    0,
                    {"kind": "birthday", "month": f"{day.month:02}", "day": day.day},
                )
            ]
        return [(0, 0, person)]
