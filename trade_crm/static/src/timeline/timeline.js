import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import {
    deserializeDate,
    deserializeDateTime,
    toLocaleDateString,
    toLocaleDateTimeString,
} from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";
import { useBus, useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

const ICONS = {
    mail: "fa-envelope-o",
    phone: "fa-phone",
    whatsapp: "fa-whatsapp",
    wechat: "fa-weixin",
    linkedin: "fa-linkedin-square",
    facebook: "fa-facebook-square",
    website: "fa-globe",
    fair: "fa-map-signs",
    visit: "fa-car",
    meeting: "fa-users",
    quotation: "fa-file-text-o",
    order: "fa-shopping-cart",
    out_invoice: "fa-pencil-square-o",
    out_refund: "fa-undo",
    payment: "fa-money",
    note: "fa-sticky-note-o",
    case: "fa-life-ring",
};

/** The timeline of the record that the form shows, page by page. */
export class TradeTimeline extends Component {
    static template = "trade_crm.Timeline";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ entries: [], next: null, loading: false });
        // A page that comes after another load began is not shown.
        this.loads = 0;
        useBus(this.env.bus, "TRADE_TIMELINE:RELOAD", () => this.load(this.props.record));
        onWillStart(() => this.load(this.props.record));
        onWillUpdateProps((props) => {
            if (props.record.resId !== this.props.record.resId) {
                return this.load(props.record);
            }
        });
    }

    get isGroup() {
        return this.props.record.resModel === "trade.group";
    }

    /** Fetch the first page of a record. */
    async load(record) {
        this.loads++;
        Object.assign(this.state, { entries: [], next: null });
        if (record.resId) {
            await this.fetch(record, null);
        }
    }

    /** Fetch the page behind the last one shown. */
    async loadMore() {
        await this.fetch(this.props.record, this.state.next);
    }

    async fetch(record, before) {
        const load = this.loads;
        this.state.loading = true;
        try {
            const page = await this.orm.call("trade.timeline", "page", [
                record.resModel,
                record.resId,
                before,
            ]);
            if (load !== this.loads) {
                return;
            }
            this.state.entries.push(...page.entries.map((entry) => this.present(entry)));
            this.state.next = page.next;
        } finally {
            this.state.loading = false;
        }
    }

    present(entry) {
        const when = entry.has_time
            ? toLocaleDateTimeString(deserializeDateTime(entry.date))
            : toLocaleDateString(deserializeDate(entry.date.slice(0, 10)));
        return {
            ...entry,
            when,
            icon: ICONS[entry.type] || "fa-comment-o",
            key: `${entry.model}-${entry.id}`,
        };
    }

    open(model, id) {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: id,
            views: [[false, "form"]],
        });
    }
}

registry.category("view_widgets").add("trade_timeline", { component: TradeTimeline });
