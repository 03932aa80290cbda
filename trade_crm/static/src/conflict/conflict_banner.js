import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { Component, onMounted, onWillUnmount, useEffect, useRef, useState } from "@odoo/owl";

const LEAD_FIELDS = { partner_name: "name", email_from: "email", phone: "phone", website: "website" };
const PARTNER_FIELDS = {
    name: "name",
    vat: "credit_code",
    email: "email",
    phone: "phone",
    website: "website",
};

/** Likely conflicts of the customer that is being typed, above the form. */
export class ConflictBanner extends Component {
    static template = "trade_crm.ConflictBanner";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.root = useRef("root");
        this.state = useState({ hits: [], refused: "" });
        this.fields = this.props.record.resModel === "crm.lead" ? LEAD_FIELDS : PARTNER_FIELDS;
        this.typed = {};
        this.asked = 0;
        this.ask = useDebounced(() => this.search(), 250);
        this.onInput = (event) => {
            const name = event.target.closest("[name]")?.getAttribute("name");
            const field = event.target.closest(".o_field_widget")?.getAttribute("name") || name;
            if (field in this.fields) {
                this.typed[field] = event.target.value;
                this.ask();
            }
        };
        // Another record is another question; a lead may come with a name from outside.
        useEffect(
            () => {
                this.typed = {};
                this.asked++;
                this.state.hits = [];
                this.state.refused = "";
                const { resModel, data } = this.props.record;
                if (resModel === "crm.lead" && !data.partner_id) {
                    this.search();
                }
            },
            () => [this.props.record.resId]
        );
        onMounted(() => {
            this.form = this.root.el.closest(".o_form_renderer, .o_form_view");
            this.form?.addEventListener("input", this.onInput);
        });
        onWillUnmount(() => this.form?.removeEventListener("input", this.onInput));
    }

    get query() {
        const query = {};
        for (const [field, parameter] of Object.entries(this.fields)) {
            const value = field in this.typed ? this.typed[field] : this.props.record.data[field];
            if (value) {
                query[parameter] = value;
            }
        }
        return query;
    }

    /** True where the name is being typed, so that it may be half a name. */
    get nameTyped() {
        return Object.keys(this.typed).some((field) => this.fields[field] === "name");
    }

    async search() {
        const asked = ++this.asked;
        const query = this.query;
        const empty = !query.credit_code && (query.name || "").trim().length < 2;
        const record = this.props.record;
        const exclude =
            record.resModel === "res.partner" ? record.resId : record.data.partner_id?.id;
        let hits = [];
        let refused = "";
        try {
            if (!empty) {
                hits = await this.orm.silent.call("trade.header", "find_conflicts", [], {
                    ...query,
                    exclude_partner: exclude || false,
                    limit: 5,
                    typing: this.nameTyped,
                });
            }
        } catch (error) {
            if (error.exceptionName !== "odoo.exceptions.UserError") {
                throw error;
            }
            refused = error.data.message; // the day's questions are used up: typing goes on
        }
        if (asked === this.asked) {
            this.state.hits = hits.filter((hit) => hit.policy !== "off");
            this.state.refused = refused;
        }
    }

    /** True where saving would be refused. */
    get blocking() {
        return this.state.hits.some((hit) => hit.policy === "block");
    }

    badge(hit) {
        return { same: "text-bg-danger", group: "text-bg-warning" }[hit.verdict] || "text-bg-secondary";
    }

    label(hit) {
        if (hit.level === "typing") {
            return _t("May become the same");
        }
        return { same: _t("Same company"), group: _t("Same group") }[hit.verdict] || _t("Similar");
    }

    scoreTitle(hit) {
        return _t("Likeness %s of 100", Math.round(hit.score));
    }

    holder(hit) {
        if (hit.owner_state === "mine") {
            return _t("yours");
        }
        if (hit.owner_state === "pool") {
            return _t("in the pool");
        }
        if (hit.owner_state === "free") {
            return _t("nobody's");
        }
        return hit.owner ? _t("held by %s", hit.owner) : _t("held by a colleague");
    }

    open(hit) {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "res.partner",
            res_id: hit.partner_id,
            views: [[false, "form"]],
            target: "new",
        });
    }
}

registry.category("view_widgets").add("trade_conflict_banner", { component: ConflictBanner });
