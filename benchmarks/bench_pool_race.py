# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).

"""Sessions in several processes fight for one pool; nothing may be cheated.

Run it on a copy of a database with the addon; it writes to it::

    scripts/sandbox createdb -T database race
    scripts/sandbox python benchmarks/bench_pool_race.py race [seconds] [kill]

50 sessions of 50 members in 4 processes claim from 1,000 customers, while one process
allocates, recycles and transfers. With ``kill``, processes are killed at random and
started again. It ends with checks: no customer claimed twice, no cap passed, entries
and owners agree, every claim and refusal is in the ledger, and no user was shown an
error of the database.
"""

import multiprocessing
import os
import random
import sys
import threading
import time
import uuid
from collections import Counter

import odoo
from odoo import SUPERUSER_ID, api, fields
from odoo.exceptions import AccessError, UserError
from odoo.modules.registry import Registry
from odoo.service.model import retrying

MEMBERS = int(os.environ.get("RACE_MEMBERS", "50"))
CUSTOMERS = int(os.environ.get("RACE_CUSTOMERS", "1000"))
PROCESSES = int(os.environ.get("RACE_PROCESSES", "4"))
ONE_DAY = {"days": 1, "unit": "calendar"}
CAP = int(os.environ.get("RACE_CAP", "15"))


def start(database):
    odoo.tools.config.parse_config(["-c", os.environ["ODOO_RC"], "-d", database])
    return Registry(database)


def prepare(database):
    with start(database).cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        env["trade.pool"].search([]).active = False
        users = env["res.users"].search([("login", "like", "race_")])
        if not users:
            group = env.ref("trade_crm.group_trade_user")
            users = env["res.users"].create(
                [
                    {
                        "name": f"Race {i}",
                        "login": f"race_{i}",
                        "group_ids": [(6, 0, [group.id])],
                    }
                    for i in range(MEMBERS)
                ]
            )
        pool = env["trade.pool"].create(
            {
                "name": "Race",
                "tz": "UTC",
                "cap_day": CAP,
                "cooldown_days": 0,
                "scope_domain": "[('ref', '=', 'race')]",
                "member_ids": [(0, 0, {"user_id": user.id}) for user in users],
                "rule_ids": [(0, 0, {"name": "Race", "kind": "hold", **ONE_DAY})],
            }
        )
        partners = env["res.partner"].create(
            [
                {
                    "name": f"{uuid.uuid4().hex[:9]} Ltd",
                    "is_company": True,
                    "ref": "race",
                }
                for _number in range(CUSTOMERS)
            ]
        )
        pool._put(partners, "race")
        return pool.id, users.ids


class Sessions:
    """Threads of one process, each one session."""

    def __init__(self, database, pool_id, users, seconds, noise):
        self.registry = Registry(database)
        self.pool_id, self.users = pool_id, users
        self.end = time.time() + seconds
        self.count, self.lock, self.noise = Counter(), threading.Lock(), noise
        self.asked = threading.local()

    def attempt(self, user, action):
        began = time.perf_counter()
        try:
            with self.registry.cursor() as cr:
                env = api.Environment(cr, user, {})
                retrying(lambda: action(env), env)
            outcome = "ok"
        except (UserError, AccessError):
            outcome = "refused"
        except Exception as error:
            outcome = f"shown {type(error).__name__}"
        with self.lock:
            self.count[outcome] += 1
            if action == self.claim and self.asked.count:
                if outcome == "ok":
                    self.count["claimed"] += self.asked.count
                elif outcome == "refused":
                    self.count["claims refused"] += 1
            self.count["ms"] += int((time.perf_counter() - began) * 1000)

    def claim(self, env):
        entries = env["trade.pool.entry"].search([("pool_id", "=", self.pool_id)])
        self.asked.count = 0
        if entries:
            count = random.choice((1, 1, 1, 3))
            some = env["trade.pool.entry"].browse(
                random.sample(entries.ids, min(count, len(entries)))
            )
            self.asked.count = len(some)
            some.action_claim()

    def give_back(self, env):
        mine = env["res.partner"].search(
            [("user_id", "=", env.uid), ("ref", "=", "race")], limit=2
        )
        mine.action_trade_release()

    def disturb(self, env):
        pool = env["trade.pool"].browse(self.pool_id)
        choice = random.choice(("allocate", "recycle", "transfer"))
        if choice == "allocate":
            pool._allocate(entries=pool._allocatable(limit=10), strict=False)
            return
        owned = env["res.partner"].search(
            [("ref", "=", "race"), ("user_id", "!=", False)], limit=200
        )
        some = owned.browse(random.sample(owned.ids, min(5, len(owned))))
        if choice == "transfer" and some:
            some._trade_transfer(env["res.users"].browse(random.choice(self.users)))
        elif some:
            # Their time will be over by then.
            later = fields.Date.add(fields.Date.today(), days=3)
            pool._recycle(pool._recycle_due(later, some.ids))

    def run(self):
        def session(user):
            while time.time() < self.end:
                if user == SUPERUSER_ID:
                    self.attempt(user, self.disturb)
                else:
                    back = random.random() < 0.2
                    self.attempt(user, self.give_back if back else self.claim)

        who = [SUPERUSER_ID] if self.noise else self.users
        threads = [threading.Thread(target=session, args=[user]) for user in who]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return dict(self.count)


def check(database, pool_id, counted):
    with start(database).cursor() as cr:
        facts = {}
        for name, query in {
            "claims": "SELECT count(*) FROM trade_pool_move"
            " WHERE pool_id = %(pool)s AND kind = 'claim'",
            "refusals in the ledger": "SELECT count(*) FROM trade_pool_move"
            " WHERE kind = 'refused' AND (pool_id = %(pool)s OR pool_id IS NULL)",
            "most claims by one member": "SELECT max(n) FROM (SELECT count(*) n"
            " FROM trade_pool_move WHERE pool_id = %(pool)s AND kind = 'claim'"
            " GROUP BY user_id) x",
            "breaks in the chain of owners": "SELECT count(*) FROM (SELECT"
            " from_user_id, lag(user_id) OVER (PARTITION BY partner_id ORDER BY id) b"
            " FROM trade_pool_move WHERE kind <> 'refused' AND partner_id IN"
            " (SELECT id FROM res_partner WHERE ref = 'race')) x"
            " WHERE from_user_id IS DISTINCT FROM b",
            "claims of what somebody owned": "SELECT count(*) FROM trade_pool_move"
            " WHERE pool_id = %(pool)s AND kind = 'claim'"
            " AND from_user_id IS NOT NULL",
            "owned and pooled at once": "SELECT count(*) FROM trade_pool_entry e"
            " JOIN res_partner p ON p.id = e.partner_id WHERE p.user_id IS NOT NULL",
            "neither owned nor pooled": "SELECT count(*) FROM res_partner p"
            " WHERE ref = 'race' AND user_id IS NULL AND NOT EXISTS (SELECT 1 FROM"
            " trade_pool_entry e WHERE e.partner_id = p.id)",
            "owner differs from the ledger": "SELECT count(*) FROM (SELECT DISTINCT ON"
            " (partner_id) partner_id, user_id FROM trade_pool_move WHERE"
            " kind <> 'refused' ORDER BY partner_id, id DESC) m"
            " JOIN res_partner p ON p.id = m.partner_id"
            " WHERE p.ref = 'race' AND p.user_id IS DISTINCT FROM m.user_id",
        }.items():
            cr.execute(query, {"pool": pool_id})
            facts[name] = cr.fetchone()[0]
    for name, value in facts.items():
        print(f"{name}: {value}")
    names = list(facts)
    bad = [name for name in names[3:] if facts[name]]
    if counted is not None and facts[names[0]] < counted["claimed"]:
        bad.append(f"{counted['claimed']} claims reported")
    if counted is not None and facts[names[1]] < counted["claims refused"]:
        bad.append(f"{counted['claims refused']} refusals reported")
    if (facts[names[2]] or 0) > CAP:
        bad.append(names[2])
    print("FAILED: " + ", ".join(bad) if bad else "all rules held")
    return 1 if bad else 0


def work(sender, *arguments):
    """One process: its sessions, then what they counted."""
    sender.send(Sessions(*arguments).run())


def main():
    database, *rest = sys.argv[1:] or [os.environ["BENCH_DATABASE"]]
    seconds = float(rest[0]) if rest else 60
    pool, users = prepare(database)
    # Processes are forked with the registry loaded and no connection open.
    odoo.sql_db.close_all()
    fork = multiprocessing.get_context("fork")
    end = time.time() + seconds

    def spawn(index):
        noise = index == PROCESSES
        mine = users if noise else users[index::PROCESSES]
        receiver, sender = fork.Pipe(duplex=False)
        left = max(1, end - time.time())
        process = fork.Process(
            target=work, args=(sender, database, pool, mine, left, noise)
        )
        process.start()
        sender.close()
        return process, receiver

    workers = [spawn(index) for index in range(PROCESSES + 1)]
    killed = 0
    while "kill" in rest and time.time() < end - 3:
        time.sleep(random.uniform(1.5, 4))
        index = random.randrange(PROCESSES + 1)
        workers[index][0].kill()
        workers[index][0].join()
        workers[index] = spawn(index)
        killed += 1
    counted = Counter()
    for process, receiver in workers:
        counted.update(receiver.recv())
        process.join()
    print(f"{len(users)} sessions, {PROCESSES} processes, {killed} killed, {seconds} s")
    print(dict(counted))
    shown = [outcome for outcome in counted if outcome.startswith("shown")]
    if shown:
        print("FAILED: shown to a user: " + ", ".join(shown))
    return check(database, pool, None if killed else counted) or int(bool(shown))


if __name__ == "__main__":
    sys.exit(main())
