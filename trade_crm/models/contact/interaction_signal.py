# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import SQL

BATCH = 200
# Documents say nothing in words; a note is what we think ourselves.
WORDLESS = ("quotation", "order", "payment", "note")
#: Characters of a message that are handed to the reader.
MAX_BODY = 3_000_000


class TradeInteraction(models.Model):
    _inherit = "trade.interaction"

    signals_due = fields.Boolean(
        readonly=True, copy=False, help="To be read for signals by the next run."
    )

    _signals_due_idx = models.Index("(id) WHERE signals_due")

    @api.model_create_multi
    def create(self, vals_list):
        interactions = super().create(vals_list)
        interactions._mark_signals_due()
        return interactions

    def write(self, vals):
        done = super().write(vals)
        if {"body", "summary"} & vals.keys():
            self._mark_signals_due()
        return done

    def _after_log(self):
        self._mark_signals_due()
        return super()._after_log()

    def _mark_signals_due(self):
        """Queue contacts that hold a customer's words.

        What a colleague logged by hand reports a talk and counts whoever called whom;
        proven messages count when they came from the customer; our notes never do.
        """
        if not self:
            return
        self.flush_recordset(["channel", "direction", "proven", "company_id"])
        self.env["res.company"].flush_model(["trade_read_signals"])
        self.env.cr.execute(
            SQL(
                """
                UPDATE trade_interaction AS i
                   SET signals_due = TRUE
                  FROM res_company AS c
                 WHERE i.id = ANY(%(ids)s)
                   AND c.id = COALESCE(i.company_id, %(company)s)
                   AND c.trade_read_signals
                   AND NOT i.channel = ANY(%(wordless)s)
                   AND (i.direction = 'in' OR NOT COALESCE(i.proven, FALSE))
                """,
                ids=self.ids,
                company=self.env.company.id,
                wordless=list(WORDLESS),
            )
        )
        self.invalidate_recordset(["signals_due"], flush=False)

    @api.model
    def _cron_read_signals(self):
        """Read what is queued; a batch is done whole or not at all."""
        cron = self.env["ir.cron"]
        while True:
            done = self._read_signals_batch()
            left = self._signals_left() if done else 0
            if not cron._commit_progress(done, remaining=left) or not left:
                break
        self.env["trade.signal"]._lapse()

    @api.model
    def _signals_left(self):
        return self.env.execute_query(
            SQL("SELECT COUNT(*) FROM trade_interaction WHERE signals_due")
        )[0][0]

    @api.model
    def _read_signals_batch(self, limit=BATCH):
        """Read the next contacts and take them off the queue in one transaction.

        :return: how many were read; another worker's are passed over
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id FROM trade_interaction WHERE signals_due
                 ORDER BY id LIMIT %s FOR NO KEY UPDATE SKIP LOCKED
                """,
                limit,
            )
        )
        interactions = self.browse(row[0] for row in rows)
        if not interactions:
            return 0
        signals = self.env["trade.signal"]
        texts = interactions._texts_to_read()
        found = []
        for interaction in interactions:
            lang = interaction.contact_id.lang or interaction.partner_id.lang
            text = texts.get(interaction.id)
            if text:
                told = signals.read_text(text, lang, reported=not interaction.proven)
                found += [(interaction, finding) for finding in told]
        signals._write_found(found)
        self.env.cr.execute(
            SQL(
                "UPDATE trade_interaction SET signals_due = NULL WHERE id = ANY(%s)",
                interactions.ids,
            )
        )
        interactions.invalidate_recordset(["signals_due"], flush=False)
        return len(interactions)

    def _texts_to_read(self):
        """Return {id: HTML or text} of what the customer said.

        A mail's subject is read where the customer chose it, not in an answer.
        """
        message_ids = {
            interaction.res_id: interaction
            for interaction in self
            if interaction.res_model == "mail.message" and interaction.res_id
        }
        messages = self.env["mail.message"].sudo()  # read by the system, for all
        messages = messages.browse(message_ids).exists()
        bodies = {message.id: message for message in messages}
        texts = {}
        for interaction in self:
            message = bodies.get(
                interaction.res_id if interaction.res_model == "mail.message" else 0
            )
            body = interaction.body or ""
            subject = interaction.summary or ""
            if message:
                body = f"{message.body or ''}{body}"
                subject = message.subject or ""
                if _is_answer(subject):
                    subject = ""
            text = f"<p>{_plain(subject)}</p>{body}"
            texts[interaction.id] = text[:MAX_BODY]
        return texts

    @api.model
    def _queue_signals_since(self, days):
        """Queue the contacts of the last days that were never read."""
        since = fields.Datetime.subtract(fields.Datetime.now(), days=days)
        found = self.search([("date", ">=", since), ("channel", "not in", WORDLESS)])
        found._mark_signals_due()
        return self._signals_left()


def _is_answer(subject):
    head = subject.strip().split(":", 1)[0].split("：", 1)[0].strip().lower()
    return ":" in subject.replace("：", ":") and head in {
        "re", "aw", "fw", "fwd", "wg", "tr", "rv", "res", "enc", "sv", "vs", "antw",
        "回复", "答复", "转发", "回覆", "轉寄", "转", "ответ", "رد", "إعادة توجيه",
    }  # fmt: skip


def _plain(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
