# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_datetime

from ...allocation import next_allowed
from .trade_pool_allocate import LOST


class TradePoolEntry(models.Model):
    _inherit = "trade.pool.entry"

    def action_claim(self):
        """Claim these entries for the current user.

        All or nothing, unless the pool says otherwise. Every attempt stands in the
        ledger, refused ones too.
        """
        moves, refused = self._claim(self.env.user)
        message = self.env._("%s claimed.", len(moves))
        if refused:
            message += "\n" + self._refusal_text(refused)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if refused else "success",
                "message": message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    @api.depends_context("uid")
    @api.depends("frozen_until", "protected_until", "pool_id")
    def _compute_claim_note(self):
        self.claim_note = False
        entries = self.sudo()  # sudo: to look for the reader's own past
        for pool in entries.pool_id:
            part = entries.filtered(lambda e, pool=pool: e.pool_id == pool)
            lost = pool._cooling_since(part, self.env.user)
            companies = part._companies()
            for entry in part:
                no = pool._refuse_entry(
                    entry, self.env.user, companies[entry.id], lost.get(entry.id)
                )
                entry.sudo(self.env.su).claim_note = no and no[1]

    def _claim(self, user):
        """Do the claim.

        Members are locked first and entries second, always in the order of their
        ids; what another session has locked counts as taken.

        :return: (moves, [(entry, code, text, allowed from or None)])
        """
        entries = self.sudo().exists()  # sudo: hidden customers; rights are checked
        entries.sudo(self.env.su).check_access("read")
        moves = self.env["trade.pool.move"]
        taken = self.env._("somebody else was quicker and has just taken it")
        refused = [(entries.browse(), "taken", taken, None)] * len(self - entries)
        pools = entries.pool_id.sorted("id")
        for pool in pools:
            part = entries.filtered(lambda e, pool=pool: e.pool_id == pool)
            claimed, no = pool._claim_part(part, user)
            moves |= claimed
            refused += no
        all_or_nothing = not all(pools.mapped("batch_partial"))
        if refused and (all_or_nothing or not moves):
            self._keep_refusals(refused, user)
            raise UserError(self._refusal_text(refused))
        self._write_refusals(self.env, self._refusal_rows(refused, user))
        return moves, refused

    def _refusal_text(self, refused):
        lines, names = [self.env._("Not claimed:")], {}
        for entry, _code, text, _when in refused[:20]:
            names.setdefault(text, []).extend(entry.mapped("name"))
        for text, some in names.items():
            lines.append(f"• {', '.join(some)}: {text}" if some else f"• {text}")
        if len(refused) > 20:
            lines.append(self.env._("... and %s more", len(refused) - 20))
        return "\n".join(lines)

    @api.model
    def _refusal_rows(self, refused, user):
        now = fields.Datetime.now()
        return [
            {
                "kind": "refused",
                "date": now,
                "partner_id": entry.partner_id.id,
                "lead_id": entry.lead_id.id,
                "partner_name": entry.name,
                "pool_id": entry.pool_id.id,
                "user_id": user.id,
                "actor_id": user.id,
                "reason": text,
            }
            for entry, _code, text, _when in refused
        ]

    @api.model
    def _write_refusals(self, env, rows):
        if rows:
            env["trade.pool.move"].sudo().create(rows)  # sudo: the system's ledger

    def _keep_refusals(self, refused, user):
        """Write refused attempts after the rollback that the refusal brings.

        Or after the commit, where a caller takes the refusal and goes on.
        """
        rows = self._refusal_rows(refused, user)
        registry, uid = self.env.registry, self.env.uid

        def write():
            with registry.cursor() as cr:
                env = api.Environment(cr, uid, {})
                pools = env["trade.pool"].sudo()  # sudo: whether they are still there
                asked = {row["pool_id"] for row in rows} - {False}
                known = set(pools.browse(asked).exists().ids)
                self._write_refusals(
                    env,
                    [row for row in rows if row["pool_id"] in (False, *known)],
                )

        self.env.cr.postrollback.add(write)
        self.env.cr.postcommit.add(write)


class TradePool(models.Model):
    _inherit = "trade.pool"

    def _claim_part(self, entries, user):
        """Claim entries of this pool.

        :return: (moves, refused) as for ``_claim``
        """
        self.ensure_one()
        moves = self.env["trade.pool.move"]
        member = self._claiming_member(user)
        if isinstance(member, str):
            return moves, [(entry, "member", member, None) for entry in entries]
        member._lock()
        locked = entries.try_lock_for_update()
        taken = self.env._("somebody else was quicker and has just taken it")
        refused = [(entry, "taken", taken, None) for entry in entries - locked]
        good = locked.browse()
        cooling, companies = self._cooling_since(locked, user), locked._companies()
        for entry in locked:
            no = self._refuse_entry(
                entry, user, companies[entry.id], cooling.get(entry.id)
            )
            if no:
                refused.append((entry, *no))
            else:
                good |= entry
        good, over = self._within_limits(member, good)
        refused += over
        if refused and not self.batch_partial:
            return moves, refused
        if good:
            moves = moves._change_hands(
                "claim",
                [
                    {
                        "partner_id": entry.partner_id.id,
                        "lead_id": entry.lead_id.id,
                        "user_id": user.id,
                        "from_pool_id": self.id,
                        "reason": self.env._("Claimed by %s", user.name),
                    }
                    for entry in good
                ],
            )
        return moves, refused

    def _claiming_member(self, user):
        """The member who may claim, or a sentence that says why not."""
        if not user.has_group("trade_crm.group_trade_user"):
            return self.env._(
                "you have no sales rights. Ask an administrator for the role of a "
                "salesperson"
            )
        members = self.sudo().member_ids  # sudo: to find the user's own membership
        member = members.filtered(lambda m: m.user_id == user and m.active)
        if not member:
            return self.env._(
                "you are no member of %s. Ask its manager to add you", self.name
            )
        if not member.may_claim:
            return self.env._(
                "in %s you are given customers, but claim none yourself", self.name
            )
        away = member._away()
        if away:
            return self.env._("you can't claim now: %s", away)
        return member

    def _cooling_since(self, entries, user):
        """When this user last lost each customer: {entry id: datetime}."""
        moves = self.env["trade.pool.move"].sudo()  # sudo: dates of the user's own past
        lost = {}
        for name in ("partner_id", "lead_id"):
            rows = moves._read_group(
                [
                    (name, "in", entries[name].ids),
                    ("from_user_id", "=", user.id),
                    ("kind", "in", LOST),
                ],
                [name],
                ["date:max"],
            )
            found = {record.id: date for record, date in rows}
            lost.update(
                {e.id: found[e[name].id] for e in entries if e[name].id in found}
            )
        return lost

    def _refuse_entry(self, entry, user, company, lost):
        """Why a user can't claim an entry: (code, text, when), or None.

        :param company: the customer's, maybe none
        :param lost: when the user last lost this customer, or None
        """
        now = fields.Datetime.now()
        if not user._trade_works_for(company):
            text = self.env._("it belongs to a company where you do not work")
            return "company", text, None
        if entry.protected_until and entry.protected_until > now:
            return (
                "protected",
                self.env._(
                    "a manager keeps it until %s", self._when(entry.protected_until)
                ),
                entry.protected_until,
            )
        if entry.frozen_until and entry.frozen_until > now:
            return (
                "frozen",
                self.env._(
                    "it is new in the pool and rests until %s",
                    self._when(entry.frozen_until),
                ),
                entry.frozen_until,
            )
        if lost and self.cooldown_days:
            until = fields.Datetime.add(lost, days=self.cooldown_days)
            if until > now:
                return (
                    "cooldown",
                    self.env._(
                        "you owned it before; you may claim it again from %s",
                        self._when(until),
                    ),
                    until,
                )
        return None

    def _within_limits(self, member, entries):
        """Split entries into those within the caps and those above.

        :return: (entries to claim, refused)
        """
        count = len(entries)
        uses = member._cap_uses()
        hold = member._hold_cap()
        room = None if hold is None else max(0, hold - member._held()[member.id])
        lefts = [use.left for use in uses if use.left is not None]
        if room is not None:
            lefts.append(room)
        fits = min([count, *lefts])
        if fits == count:
            return entries, []
        over = entries if not self.batch_partial else entries[fits:]
        use, when = next_allowed(uses, count if not self.batch_partial else fits + 1)
        if use is None:
            text = self.env._(
                "you hold %(held)s of %(cap)s customers. Give some back first",
                held=member._held()[member.id],
                cap=hold,
            )
            code = "hold"
        else:
            code, text = use.kind, self._cap_text(use, when, count, fits)
        return entries - over, [(entry, code, text, when) for entry in over]

    def _cap_text(self, use, when, wanted, fits):
        names = dict(
            day=self.env._("a day"),
            week=self.env._("a week"),
            month=self.env._("a month"),
        )
        text = self.env._(
            "you may claim %(cap)s %(window)s and have claimed %(used)s; "
            "%(wanted)s were asked for",
            cap=use.cap,
            window=names[use.kind],
            used=use.used,
            wanted=wanted,
        )
        if when:
            return self.env._(
                "%(text)s. It resets at %(when)s", text=text, when=self._when(when)
            )
        if fits:  # so many at once are never allowed
            return self.env._("%(text)s. Choose %(left)s at most", text=text, left=fits)
        return text

    def _when(self, instant):
        return format_datetime(self.env, instant, tz=self.tz, dt_format="medium")
