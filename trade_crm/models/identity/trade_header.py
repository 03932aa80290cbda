# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
import re

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from ...codes import CodeError, guess_kind, validate
from ...matching.hashes import KEY_VERSION
from .text_length import check_length

NAME_LENGTH = 250
MARKUP = re.compile(r"<\s*[a-zA-Z/!?]")
SPACE = re.compile(r"\s+")
SIGNAL_FIELDS = ("email", "phone", "website")
ADDRESS_FIELDS = ("street", "street2", "city", "zip", "state_id", "country_id")


def check_plain_name(env, name, field):
    """Refuse a name that is too long or holds markup.

    :raise ValidationError: in the user's language, naming the field
    """
    check_length(env, name, field, NAME_LENGTH)
    if name and MARKUP.search(name):
        raise ValidationError(
            env._(
                "%(field)s holds HTML, which a name can't. Remove the tags.",
                field=field._description_string(env),
            )
        )


def check_plain_names(records, vals_list):
    """Check the names that are about to be saved.

    Before they reach the database: an index would refuse a huge name in its own words.
    """
    for vals in vals_list:
        for name in ("name", "name_local"):
            if name in records._fields and vals.get(name):
                check_plain_name(records.env, vals[name], records._fields[name])


def plain_name(name):
    """The name as a header can hold it: one line, no markup, cut to length."""
    text = re.sub(r"<[^<>]{0,200}>", " ", (name or "")[: 4 * NAME_LENGTH])
    return SPACE.sub(" ", MARKUP.sub(" ", text)).strip()[:NAME_LENGTH]


class TradeHeader(models.Model):
    """One legal or trading name of a customer, with its code and address (抬头)."""

    _name = "trade.header"
    _description = "Customer Header"
    _inherit = ["trade.customer.mixin", "mail.thread"]
    _order = "partner_id, is_own desc, is_default desc, sequence, id"
    _check_company_auto = True
    _rec_names_search = ["name", "name_local", "credit_code"]

    partner_id = fields.Many2one(check_company=True)
    company_id = fields.Many2one(
        related="partner_id.company_id", store=True, index="btree_not_null"
    )
    trade_group_id = fields.Many2one(related="partner_id.trade_group_id")
    name = fields.Char(required=True, index=True, tracking=True)
    name_local = fields.Char(
        string="Local name",
        tracking=True,
        help="The name in the customer's own language and script, as registered.",
    )
    kind = fields.Selection(
        selection=[
            ("legal", "Legal name"),
            ("trading", "Trading name"),
            ("branch", "Branch"),
            ("former", "Former name"),
        ],
        default="legal",
        required=True,
        help="A former name stays findable and is no longer offered on documents.",
    )
    is_own = fields.Boolean(
        string="Customer's own name",
        readonly=True,
        copy=False,
        help="The first header: it follows the customer's name by itself.",
    )
    is_default = fields.Boolean(
        string="Default",
        copy=False,
        tracking=True,
        help="Proposed on the customer's new quotations, orders and invoices.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    code_kind = fields.Selection(
        selection=[
            ("uscc", "USCC (China)"),
            ("vat", "VAT / tax number"),
            ("lei", "LEI"),
            ("duns", "D-U-N-S"),
            ("other", "Other"),
        ],
        help="USCC: unified social credit code, GB 32100-2015. LEI: ISO 17442. "
        "Leave it empty to have it read off the code.",
    )
    credit_code = fields.Char(
        string="Code",
        index="btree_not_null",
        copy=False,
        tracking=True,
        help="The registration code that belongs to this name. "
        "Its check digits are verified where the kind has any.",
    )
    street = fields.Char()
    street2 = fields.Char()
    city = fields.Char()
    zip = fields.Char()
    state_id = fields.Many2one(
        comodel_name="res.country.state",
        domain="[('country_id', '=?', country_id)]",
    )
    country_id = fields.Many2one(comodel_name="res.country")
    bank_id = fields.Many2one(
        comodel_name="res.partner.bank",
        string="Bank account",
        domain="[('partner_id', '=', partner_id)]",
        check_company=True,
    )
    note = fields.Char()

    _own_uniq = models.UniqueIndex(
        "(partner_id) WHERE is_own", "A customer has one header with its own name."
    )
    _default_uniq = models.UniqueIndex(
        "(partner_id) WHERE is_default",
        "The customer already has a default header. "
        "Use 'Make default' on the header that shall replace it.",
    )

    # ------------------------------------------------------------------
    # Checks
    # ------------------------------------------------------------------

    @api.constrains("code_kind", "credit_code")
    def _check_code_kind(self):
        for header in self:
            if header.credit_code and not header.code_kind:
                raise ValidationError(
                    self.env._(
                        "Say which kind of code %(code)s is: USCC, VAT, LEI, ...",
                        code=header.credit_code,
                    )
                )

    @api.constrains("is_default", "active", "kind")
    def _check_default_is_usable(self):
        for header in self:
            if header.is_default and (not header.active or header.kind == "former"):
                raise ValidationError(
                    self.env._(
                        "%(header)s is archived or a former name, so it can't be the "
                        "default. Make another header the default first.",
                        header=header.name,
                    )
                )

    @api.constrains("bank_id", "partner_id")
    def _check_bank(self):
        for header in self:
            if header.bank_id and header.bank_id.partner_id != header.partner_id:
                raise ValidationError(
                    self.env._(
                        "The bank account %(bank)s belongs to %(owner)s. Choose one of "
                        "%(customer)s.",
                        bank=header.bank_id.acc_number,
                        owner=header.bank_id.partner_id.name or "",
                        customer=header.partner_id.name or "",
                    )
                )

    def _check_single_default(self, vals_list):
        """Refuse a second default with a sentence before the index would."""
        wanted = [
            v["partner_id"]
            for v in vals_list
            if v.get("is_default") and v.get("partner_id")
        ]
        taken = self.sudo().search(  # only names the customer that is being written
            [("partner_id", "in", wanted), ("is_default", "=", True)], limit=1
        )
        twice = len(wanted) != len(set(wanted))
        if taken or twice:
            raise ValidationError(
                self.env._(
                    "A customer has one default header. Use 'Make default' on the "
                    "header that shall replace the present one."
                )
            )

    def _check_move(self, partner):
        """Refuse to move headers to ``partner`` where that would falsify records."""
        for header in self.filtered(lambda h: h.partner_id != partner):
            if header.is_own:
                raise UserError(
                    self.env._(
                        "%(header)s is the customer's own name and can't be moved. "
                        "Merge the two customers, or add the name to the other one.",
                        header=header.name,
                    )
                )
            old, new = header.partner_id.company_id, partner.company_id
            if old != new:
                raise ValidationError(
                    self.env._(
                        "%(header)s can't be moved: %(old)s and %(new)s belong to "
                        "different companies of yours.",
                        header=header.name,
                        old=header.partner_id.name or "",
                        new=partner.name or "",
                    )
                )
            if header._has_documents():
                raise UserError(
                    self.env._(
                        "%(header)s stands on documents of %(old)s, so it stays there. "
                        "Add the name as a new header of %(new)s.",
                        header=header.name,
                        old=header.partner_id.name or "",
                        new=partner.name or "",
                    )
                )

    def _has_documents(self):
        """Whether a quotation, order or invoice carries one of these headers."""
        domain = [("trade_header_id", "in", self.ids)]
        # sudo: the answer must count documents that the user can't read
        return any(
            self.env[model].sudo().search_count(domain, limit=1)  # a yes or no
            for model in ("sale.order", "account.move")
        )

    def _normalise_code(self, vals, header=None):
        """Put the code in its normal form, or refuse it with the reason."""
        if not ({"credit_code", "code_kind", "country_id"} & set(vals)):
            return
        code = vals.get("credit_code", header.credit_code if header else False)
        kind = vals.get("code_kind", header.code_kind if header else False)
        if not code:
            return
        country = (
            self.env["res.country"].browse(vals["country_id"])
            if vals.get("country_id")
            else header.country_id
            if header
            else self.env["res.country"]
        )
        if not kind:
            vals["code_kind"] = kind = self._guess_code_kind(code, country)
        if not kind:
            return
        try:
            normal = validate(kind, code, country.code or None)
        except CodeError as error:
            raise ValidationError(self._code_error_text(kind, code, error)) from error
        if normal != code or "credit_code" in vals:
            vals["credit_code"] = normal

    @api.model
    def _guess_code_kind(self, code, country):
        """The kind that a code is valid as, where nobody says which it is.

        What has the length of a Chinese USCC is taken for one in China, so that a wrong
        check digit is refused instead of kept as some other code.
        """
        kind = guess_kind(code, country.code or None)
        if kind == "other" and country.code == "CN" and len(code.strip()) == 18:
            return "uscc"
        return kind

    def _code_error_text(self, kind, code, error):
        """The reason why a code is refused, in the user's language."""
        reasons = {
            "empty": self.env._("it is empty"),
            "length": self.env._("it has the wrong number of characters"),
            "characters": self.env._(
                "it holds characters that this kind of code can't have"
            ),
            "authority": self.env._(
                "its first two characters name no registering authority and kind"
            ),
            "region": self.env._("its region (characters 3 to 8) does not exist"),
            "inner_check": self.env._(
                "the check digit of its organisation code (character 17) is wrong"
            ),
            "check_digit": self.env._("its check digit is wrong"),
            "country": self.env._("it belongs to another country"),
        }
        fallback = self.env._("it does not have the form that is prescribed")
        labels = dict(self._fields["code_kind"]._description_selection(self.env))
        return self.env._(
            "The code %(code)s is no valid %(kind)s: %(reason)s. Compare it with the "
            "customer's papers; if it is another kind of code, choose that kind.",
            code=str(code)[:60],
            kind=labels.get(kind, kind),
            reason=reasons.get(error.reason, fallback),
        )

    # ------------------------------------------------------------------
    # Create, write, delete
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        check_plain_names(self, vals_list)
        for vals in vals_list:
            self._normalise_code(vals)
        self._check_single_default(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        check_plain_names(self, [vals])
        if "partner_id" in vals:
            self._check_move(self.env["res.partner"].browse(vals["partner_id"]))
        if vals.get("is_default"):
            missing = self.filtered(lambda h: not h.is_default)
            self._check_single_default(
                [{"partner_id": h.partner_id.id, "is_default": True} for h in missing]
            )
        if {"credit_code", "code_kind", "country_id"} & set(vals):
            for header in self:
                own = dict(vals)
                header._normalise_code(own, header)
                super(TradeHeader, header).write(own)
            return True
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_own_or_used(self):
        for header in self:
            if header.is_own and header.partner_id.exists():
                raise UserError(
                    self.env._(
                        "%(header)s is the customer's own name and stays its first "
                        "header.",
                        header=header.name,
                    )
                )
            if header._has_documents():
                raise UserError(
                    self.env._(
                        "%(header)s stands on documents. Archive it instead.",
                        header=header.name,
                    )
                )

    # ------------------------------------------------------------------
    # Own headers
    # ------------------------------------------------------------------

    def _own_vals(self, partner):
        """Values of a customer's own header, read off the partner."""
        vals = {
            "partner_id": partner.id,
            "name": plain_name(partner.name) or self.env._("Unnamed"),
            "is_own": True,
            "kind": "legal",
            **self._vat_vals(partner),
        }
        if partner.country_id:
            vals["country_id"] = partner.country_id.id
        return vals

    @api.model
    def _vat_vals(self, partner):
        """The partner's tax number as a code, where it is a valid one."""
        kinds = ("uscc", "vat") if partner.country_code == "CN" else ("vat",)
        for kind in kinds if partner.vat else ():
            try:
                code = validate(kind, partner.vat, partner.country_code or None)
            except CodeError:
                continue
            return {"code_kind": kind, "credit_code": code}
        return {}

    @api.model
    def _create_own(self, partners, new=False):
        """Give each company its first header, in one go; the others are left alone.

        :param bool new: the companies were created a moment ago
        """
        having = set(
            self.with_context(active_test=False)
            .search_fetch(
                [("partner_id", "in", partners.ids), ("is_own", "=", True)],
                ["partner_id"],
                order="id",
            )
            .partner_id.ids
        )
        with_default = set(
            self.search_fetch(
                [("partner_id", "in", partners.ids), ("is_default", "=", True)],
                ["partner_id"],
                order="id",
            ).partner_id.ids
        )
        return self._insert_own(
            [
                {**self._own_vals(p), "is_default": p.id not in with_default}
                for p in partners
                if p.id not in having
            ],
            new,
        )

    @api.model
    def _insert_own(self, vals_list, new=False):
        """Write first headers and their keys in two statements.

        They follow the customers that were just checked, so nothing of what the ORM
        does for a header typed by hand is needed; importing thousands stays quick.
        """
        if not vals_list:
            return self.browse()
        self.env["res.partner"].flush_model(["company_id"])
        names = ("partner_id", "name", "is_default", "country_id", "code_kind")
        columns = [
            [vals.get(name) or None for vals in vals_list]
            for name in (*names, "credit_code")
        ]
        rows = self.env.execute_query(
            SQL(
                """
                INSERT INTO trade_header (
                    partner_id, company_id, name, kind, is_own, is_default, sequence,
                    active, country_id, code_kind, credit_code, key_version,
                    create_uid, write_uid, create_date, write_date)
                SELECT n.partner_id, p.company_id, n.name, 'legal', TRUE,
                       COALESCE(n.is_default, FALSE), 10, TRUE, n.country_id,
                       n.code_kind, n.credit_code, %(version)s, %(uid)s, %(uid)s,
                       NOW() AT TIME ZONE 'UTC', NOW() AT TIME ZONE 'UTC'
                  FROM UNNEST(%(partner)s::int4[], %(name)s::text[],
                              %(default)s::bool[], %(country)s::int4[],
                              %(kind)s::text[], %(code)s::text[])
                       WITH ORDINALITY AS n(partner_id, name, is_default, country_id,
                                            code_kind, credit_code, place)
                  JOIN res_partner p ON p.id = n.partner_id
                 ORDER BY n.place
                RETURNING id
                """,
                version=KEY_VERSION,
                uid=self.env.uid,
                **dict(
                    zip(
                        ("partner", "name", "default", "country", "kind", "code"),
                        columns,
                        strict=True,
                    )
                ),
            )
        )
        headers = self.browse([row[0] for row in rows])
        partners = self.env["res.partner"].browse(columns[0])
        partners.invalidate_recordset(["trade_header_ids"], flush=False)
        self._trade_insert_keys(
            headers._new_signal_rows(partners, vals_list)
            if new and not partners.child_ids
            else headers._trade_signal_rows()
        )
        return headers

    def _new_signal_rows(self, partners, vals_list):
        """What the keys of new customers' headers are made of, if none has contacts.

        The same as ``_trade_signal_rows``, which would first have all that is computed
        of the customers written: so it is written once, when the last of it is known.
        """
        countries = self.env["res.country"]
        return [
            (
                header_id,
                vals["name"],
                None,
                vals.get("credit_code"),
                countries.browse(vals.get("country_id")).code or None,
                *([partner.active and partner[name]] for name in SIGNAL_FIELDS),
            )
            for header_id, partner, vals in zip(
                self.ids, partners, vals_list, strict=True
            )
        ]

    def _follow_partner(self, partner, old_name, old_vat):
        """Follow a change of the customer's name, country or tax number.

        A name that was really changed stays as a former name, because a rename
        shares no word with what colleagues still search for. A code that was typed
        in here stays; one that came from the tax number goes along with it. Nobody is
        refused a change of the customer because of the code.
        """
        self.ensure_one()
        new_name = plain_name(partner.name) or self.env._("Unnamed")
        old_name = plain_name(old_name)
        if old_name and old_name.casefold() != new_name.casefold():
            former = self.with_context(active_test=False).search(
                [("partner_id", "=", partner.id), ("is_own", "=", False)]
            )
            if old_name.casefold() not in {h.name.casefold() for h in former}:
                self.create(
                    {
                        "partner_id": partner.id,
                        "name": old_name,
                        "kind": "former",
                        "country_id": self.country_id.id,
                    }
                )
        vals = {}
        if self.name != new_name:
            vals["name"] = new_name
        if partner.country_id and partner.country_id != self.country_id:
            vals["country_id"] = partner.country_id.id
        if not self.credit_code:
            vals.update(self._vat_vals(partner))
        elif old_vat != partner.vat and self._is_code(old_vat):
            nothing = {"credit_code": False, "code_kind": False}
            vals.update(self._vat_vals(partner) or nothing)
        elif "country_id" in vals and not self._is_code(
            self.credit_code, partner.country_id
        ):
            vals["code_kind"] = "other"
        if vals:
            self.write(vals)

    def _is_code(self, text, country=None):
        """Whether a text is this header's code, by the rules of its kind.

        :param country: a ``res.country``; the header's own when None
        """
        country = self.country_id if country is None else country
        try:
            code = validate(self.code_kind, text or "", country.code or None)
        except CodeError:
            return False
        return code == self.credit_code

    @api.model
    def _fill_missing_own(self, limit=50000):
        """Create own headers of companies that have none, set-based.

        For databases that had customers before this addon. Codes and keys are
        added in batches by ``_trade_key_batch``.

        :param int limit: companies at most in this call
        :return: number of headers created
        """
        self.env.flush_all()
        return len(
            self.env.execute_query(
                SQL(
                    """
                    INSERT INTO trade_header (
                        partner_id, company_id, name, kind, is_own, is_default,
                        sequence, active, country_id,
                        create_uid, write_uid, create_date, write_date)
                    SELECT p.id, p.company_id,
                           LEFT(TRIM(REGEXP_REPLACE(REGEXP_REPLACE(
                               p.name, '<[^<>]{0,200}>', ' ', 'g'), '\\s+', ' ', 'g')),
                               %(length)s),
                           'legal', TRUE, TRUE, 10, p.active, p.country_id,
                           %(uid)s, %(uid)s, NOW() AT TIME ZONE 'UTC',
                           NOW() AT TIME ZONE 'UTC'
                      FROM res_partner p
                     WHERE p.is_company AND p.commercial_partner_id = p.id
                       AND p.name IS NOT NULL AND p.name ~ '[^\\s<>]'
                       AND NOT EXISTS (SELECT FROM trade_header h
                                        WHERE h.partner_id = p.id AND h.is_own)
                     ORDER BY p.id
                     LIMIT %(limit)s
                    RETURNING id
                    """,
                    length=NAME_LENGTH,
                    uid=self.env.uid,
                    limit=limit,
                )
            )
        )

    # ------------------------------------------------------------------
    # For documents
    # ------------------------------------------------------------------

    def _print_vals(self):
        """What a document prints of the header, as plain values.

        :return: dict with name, name_local, code, code_kind (label) and address
            (list of lines); an empty dict for no header
        """
        if not self:
            return {}
        self.ensure_one()
        labels = dict(self._fields["code_kind"]._description_selection(self.env))
        return {
            "name": self.name,
            "name_local": self.name_local or "",
            "code": self.credit_code or "",
            "code_kind": labels.get(self.code_kind, ""),
            "address": self._address_lines(),
        }

    def _address_lines(self):
        """The header's own address, else the customer's, as printable lines."""
        source = self if any(self[f] for f in ADDRESS_FIELDS[:4]) else self.partner_id
        state = source.state_id.name or ""
        lines = [
            source.street or "",
            source.street2 or "",
            " ".join(filter(None, [source.zip, source.city, state])),
            (source.country_id or self.country_id).name or "",
        ]
        return [line for line in lines if line]

    def action_make_default(self):
        """Make this the customer's default header instead of the present one."""
        self.ensure_one()
        self.check_access("write")
        present = self.search(
            [("partner_id", "=", self.partner_id.id), ("is_default", "=", True)]
        )
        (present - self).write({"is_default": False})
        present.flush_recordset(["is_default"])
        self.write({"is_default": True})
        return True

    @api.depends("name", "credit_code", "name_local")
    def _compute_display_name(self):
        for header in self:
            parts = [header.name, header.name_local, header.credit_code]
            header.display_name = " · ".join(filter(None, parts))
