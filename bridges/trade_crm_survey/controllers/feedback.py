# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import http
from odoo.addons.survey.controllers.main import Survey
from odoo.http import request


class FeedbackSurvey(Survey):
    @http.route(
        "/trade/feedback/<string:ticket>",
        type="http",
        auth="public",
        website=True,
        sitemap=False,
    )
    def trade_feedback(self, ticket):
        """Open the answer of an anonymous link."""
        rules = request.env["trade.feedback.rule"].sudo()  # sudo: by the signed link
        answer = rules._open_ticket(ticket)
        if not answer:
            return request.render("trade_crm_survey.link_over")
        return request.redirect(answer.get_start_url())

    def _check_validity(
        self, survey_sudo, answer_sudo, answer_token, check_partner=True, **options
    ):
        """The link of the mail counts, whoever is signed in where it is opened."""
        if answer_sudo and answer_sudo.trade_rule_id:
            check_partner = False
        return super()._check_validity(
            survey_sudo,
            answer_sudo,
            answer_token,
            check_partner=check_partner,
            **options,
        )
