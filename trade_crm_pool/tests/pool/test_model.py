# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Random actions in the pool against a small reference model of its rules."""

from datetime import datetime, timedelta

from freezegun import freeze_time
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from odoo.exceptions import UserError

from .common import PoolCase

CUSTOMERS, CAP, HOLD, COOLDOWN = 5, 3, 3, 2
START = datetime(2026, 11, 2, 8)

user = st.integers(0, 2)
customer = st.integers(0, CUSTOMERS - 1)
action = st.one_of(
    st.tuples(st.just("claim"), user, st.sets(customer, min_size=1, max_size=3)),
    st.tuples(st.just("release"), user, customer),
    st.tuples(st.just("transfer"), user, customer),
    st.tuples(st.just("recycle"), st.none(), customer),
    st.tuples(st.just("allocate"), st.none(), st.none()),
    st.tuples(st.just("pause"), user, st.booleans()),
    st.tuples(st.just("undo"), st.none(), customer),
    st.tuples(st.just("wait"), st.none(), st.sampled_from([1, 9, 30])),
)


class Rules:
    """The rules in a few lines: who owns what, claims used, cool-downs.

    ``history`` keeps for each customer (kind, owner before, owner after), so that the
    last change can be undone.
    """

    def __init__(self):
        self.owner = dict.fromkeys(range(CUSTOMERS))
        self.lost = {}
        self.claims = []
        self.paused = set()
        self.history = {i: [] for i in range(CUSTOMERS)}
        self.now = START

    def held(self, who):
        return sum(owner == who for owner in self.owner.values())

    def cools(self, who, what):
        lost = self.lost.get((who, what))
        return lost is not None and lost + timedelta(days=COOLDOWN) > self.now

    def used(self, who):
        today = self.now.date()
        return sum(w == who and at.date() == today for w, at in self.claims)

    def give(self, kind, what, who):
        before = self.owner[what]
        if before is not None and kind in ("release", "recycle", "transfer"):
            self.lost[before, what] = self.now
        self.history[what].append((kind, before, who))
        self.owner[what] = who

    def may_claim(self, who, what):
        return (
            who not in self.paused
            and all(self.owner[i] is None for i in what)
            and not any(self.cools(who, i) for i in what)
            and self.used(who) + len(what) <= CAP
            and self.held(who) + len(what) <= HOLD
        )

    def claim(self, who, what):
        for i in what:
            self.give("claim", i, who)
            self.claims.append((who, self.now))

    def may_undo(self, what):
        return bool(self.history[what]) and self.history[what][-1][0] != "undo"

    def undo(self, what):
        _kind, before, _after = self.history[what][-1]
        self.history[what].append(("undo", None, None))
        self.owner[what] = before


class TestModel(PoolCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pool.write({"cap_day": CAP, "hold_limit": HOLD, "cooldown_days": COOLDOWN})
        cls.users = [cls.a, cls.b, cls.c]

    @settings(
        max_examples=30,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.lists(action, min_size=4, max_size=18))
    def test_random_actions(self, actions):
        with self.env.cr.savepoint() as savepoint, freeze_time(START) as clock:
            partners = self.customers(CUSTOMERS)
            self.pool._put(partners, "test")
            self.env["trade.pool.move"].flush_model()
            rules = Rules()
            for number, one in enumerate(actions):
                clock.tick(timedelta(seconds=1))
                rules.now = datetime.now()
                self.act(one, rules, partners, clock)
                self.compare(rules, partners, actions[: number + 1])
            savepoint.rollback()
            self.env.invalidate_all()

    def act(self, one, rules, partners, clock):
        kind, who, what = one
        getattr(self, kind)(rules, partners, who, what, clock)
        self.env.flush_all()

    def refused(self, allowed, call):
        """Do it when the model allows it, else expect a refusal without a trace."""
        if allowed:
            call()
            return True
        with self.assertRaises(UserError), self.env.cr.savepoint():
            call()
        return False

    def entry(self, partners, what):
        return self.env["trade.pool.entry"].search(
            [("partner_id", "in", [partners[i].id for i in what])]
        )

    def claim(self, rules, partners, who, what, _clock):
        entries = self.entry(partners, what)
        if len(entries) == len(what):
            call = entries.with_user(self.users[who]).action_claim
            if self.refused(rules.may_claim(who, what), call):
                rules.claim(who, what)

    def release(self, rules, partners, who, what, _clock):
        if rules.owner[what] == who:
            partners[what].with_user(self.users[who]).action_trade_release()
            rules.give("release", what, None)

    def transfer(self, rules, partners, who, what, _clock):
        if rules.owner[what] not in (None, who):
            partners[what]._trade_transfer(self.users[who])
            rules.give("transfer", what, who)

    def recycle(self, rules, partners, _who, what, _clock):
        if rules.owner[what] is not None:
            partners[what]._trade_recycle("test")
            rules.give("recycle", what, None)

    def pause(self, rules, _partners, who, paused, _clock):
        self.members[self.users[who]].paused = paused
        (rules.paused.add if paused else rules.paused.discard)(who)

    def wait(self, rules, _partners, _who, hours, clock):
        clock.tick(timedelta(hours=hours))
        rules.now = datetime.now()

    def undo(self, rules, partners, _who, what, _clock):
        move = self.env["trade.pool.move"].search(
            [("partner_id", "=", partners[what].id), ("kind", "!=", "refused")], limit=1
        )
        if not rules.history[what]:
            return
        if self.refused(rules.may_undo(what), move.with_user(self.manager).action_undo):
            rules.undo(what)

    def allocate(self, rules, partners, _who, _what, _clock):
        """Who gets which is the rotation's to prove; here: nobody against the rules."""
        room = {
            who: 0 if who in rules.paused else max(0, HOLD - rules.held(who))
            for who in range(3)
        }
        free = [i for i, owner in rules.owner.items() if owner is None]
        self.pool._allocate(strict=False)
        self.env.invalidate_all()
        for i in free:
            if partners[i].user_id:
                who = self.users.index(partners[i].user_id)
                self.assertFalse(rules.cools(who, i))
                room[who] -= 1
                rules.give("assign", i, who)
        self.assertTrue(all(left >= 0 for left in room.values()), room)
        for i in free:
            if rules.owner[i] is None:
                takers = [w for w in range(3) if room[w] and not rules.cools(w, i)]
                self.assertFalse(takers, "somebody could have taken it")

    def compare(self, rules, partners, actions):
        self.env.invalidate_all()
        owners = {
            i: self.users.index(p.user_id) if p.user_id else None
            for i, p in enumerate(partners)
        }
        self.assertEqual(owners, rules.owner, actions)
        pooled = self.env["trade.pool.entry"].search(
            [("partner_id", "in", partners.ids)]
        )
        self.assertEqual(
            set(pooled.partner_id),
            {p for i, p in enumerate(partners) if rules.owner[i] is None},
        )
        for who, member in enumerate(self.users):
            self.assertEqual(self.members[member].day_used, rules.used(who))
            self.assertEqual(self.members[member].hold_used, rules.held(who))
