# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ...allocation import local_date
from .trade_followup_task import FRESH

# What an inquiry sets off as long as nobody knows which customer sent it.
LEAD_TRIGGERS = ("lead_in", "message_in")


class CrmLead(models.Model):
    _inherit = "crm.lead"

    @api.model_create_multi
    def create(self, vals_list):
        leads = super().create(vals_list)
        leads._trade_lead_in()
        leads._trade_plan_answers()
        return leads

    def write(self, vals):
        done = super().write(vals)
        if vals.get("partner_id"):
            self._trade_answers().unlink()
            self._trade_lead_in()
        elif vals.get("user_id") or vals.get("active"):
            self._trade_plan_answers()
        return done

    def _trade_lead_in(self):
        """A lead of a known customer came in; the origin makes it count once.

        The clock counts from when the lead came in, also where its customer was found
        later; what lies long back starts now.
        """
        if not self.env["trade.followup.step"]._running_ids("lead_in"):
            return
        now = fields.Datetime.now()
        leads = self.sudo()  # sudo: whose lead it is, whoever enters it
        self.env["trade.followup.task"]._arm(
            "lead_in",
            [
                {
                    "partner_id": lead._trade_company().id,
                    "at": max(lead.create_date, now - FRESH),
                    "origin": f"crm.lead,{lead.id}",
                }
                for lead in leads
                if lead.active and lead._trade_company()
            ],
        )

    def _trade_company(self):
        """The customer. Odoo's own field is empty where the contact is the company."""
        return self.partner_id.commercial_partner_id or self.commercial_partner_id

    # ------------------------------------------------------------------
    # Leads whose customer nobody knows yet
    # ------------------------------------------------------------------

    def _trade_plan_answers(self):
        """Plan the steps of an inquiry without a customer on the lead itself.

        Only steps that are for everybody: there is no customer to look at.
        """
        steps = self.env["trade.followup.step"]
        steps = steps.browse().union(*(steps._running(t) for t in LEAD_TRIGGERS))
        steps = steps.filtered(lambda s: s.action == "activity" and s._is_for_all())
        leads = self.sudo().filtered(  # sudo: whose lead it is, whoever enters it
            lambda lead: (
                lead.active
                and (lead.type == "lead" or lead.email_from)
                and not lead.partner_id
                and lead.user_id.active
                and (lead.company_id or lead.user_id.company_id).trade_followup
            )
        )
        if not leads or not steps:
            return
        planned = leads._trade_answers().grouped(lambda a: (a.res_id, a.trade_root_id))
        for lead in leads:
            for step in steps:
                if own := planned.get((lead.id, step.root_id)):
                    own.user_id = lead.user_id
                else:
                    lead._trade_plan_answer(step)

    def _trade_plan_answer(self, step):
        """One step on the lead, with the deadline of its clock."""
        user = self.user_id
        clocks = self.env["trade.followup.task"]._clocks()
        now = fields.Datetime.now()
        at = max(self.create_date, now - FRESH)
        due = clocks.after(user, at, step.delay, step.delay_unit)
        said = step.with_context(lang=user.lang)
        self.activity_schedule(
            date_deadline=local_date(max(due, now), clocks.tz(user)),
            summary=said.name,
            note=said.note or "",
            user_id=user.id,
            activity_type_id=(
                step.activity_type_id or self.env.ref("mail.mail_activity_data_todo")
            ).id,
            trade_root_id=step.root_id.id,
        )

    def _trade_answers(self):
        """The steps that stand on these leads."""
        activities = self.env["mail.activity"].sudo()  # steps end whoever answers
        return activities.search(
            [
                ("res_model", "=", "crm.lead"),
                ("res_id", "in", self.ids),
                ("trade_root_id", "!=", False),
            ]
        )

    def _message_post_after_hook(self, message, msg_vals):
        """What we write to an unknown sender answers his inquiry."""
        done = super()._message_post_after_hook(message, msg_vals)
        comment = self.env.ref("mail.mt_comment")
        author = message.sudo().author_id  # sudo: whether a colleague wrote it
        if message.subtype_id == comment and author.user_ids.filtered(
            lambda user: not user.share
        ):
            answered = self._trade_answers().filtered(
                lambda a: a.trade_root_id.closed_by in ("contact", "out")
            )
            answered.action_feedback(feedback=self.env._("Answered"))
        return done
