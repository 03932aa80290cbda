# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import HttpCase, new_test_user, tagged

MAIL = """From: Einkauf <einkauf@compare.example>
To: catchall@example.com
Message-ID: <signal-tour@compare.example>
In-Reply-To: {reference}
References: {reference}
Subject: Re: your offer
Content-Type: text/plain

Dear Ann,

thank you. We are comparing with a supplier in Shanghai.

Best regards
Klaus

On Mon, 5 Jan 2026 at 10:00, Ann <ann@us.example> wrote:
> Our best price is attached, it is urgent.
"""


@tagged("post_install", "-at_install")
class TestSignalTour(HttpCase):
    def test_competitor_signal(self):
        self.patch(type(self.env["ir.cron"]), "_commit_progress", lambda *a, **k: 1.0)
        user = new_test_user(
            self.env,
            "signal_tour",
            "trade_crm.group_trade_user",
            email="ann@us.example",
        )
        customer = self.env["res.partner"].create(
            {
                "name": "Compare GmbH",
                "is_company": True,
                "email": "einkauf@compare.example",
                "user_id": user.id,
            }
        )
        sent = customer.with_user(user).message_post(
            body="Our offer",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=customer.ids,
        )
        self.env["mail.thread"].message_process(
            "res.partner", MAIL.format(reference=sent.message_id)
        )
        self.env["trade.interaction"]._cron_read_signals()
        signals = self.env["trade.signal"].search([("partner_id", "=", customer.id)])
        self.assertEqual(signals.mapped("kind"), ["comparing_competitor"])
        self.env.flush_all()
        self.start_tour(
            f"/odoo/res.partner/{customer.id}", "trade_signal", login="signal_tour"
        )
        self.assertEqual(signals.state, "done")
        self.assertEqual(signals.activity_id.user_id, user)
