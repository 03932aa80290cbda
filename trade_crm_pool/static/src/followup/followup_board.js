import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const HOURS_A_DAY = 24;

/** What is due, by owner, and how fast customers are answered. */
export class FollowupBoard extends Component {
    static template = "trade_crm_pool.FollowupBoard";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ days: 90, data: null });
        this.display = { controlPanel: {} };
        this.counts = [
            { name: "overdue", label: _t("Overdue"), tone: "danger" },
            { name: "today", label: _t("Due today"), tone: "warning" },
            { name: "manager", label: _t("With the manager"), tone: "danger" },
            { name: "later", label: _t("Due later"), tone: "info" },
            { name: "answer", label: _t("Waiting for our answer"), tone: "warning" },
            { name: "waiting", label: _t("Waiting for the customer"), tone: "body" },
        ];
        this.periods = [
            [30, _t("30 days")],
            [90, _t("90 days")],
            [365, _t("1 year")],
        ];
        onWillStart(() => this.load());
    }

    async load() {
        this.state.data = await this.orm.call("trade.followup.task", "board", [
            this.state.days,
        ]);
    }

    async choosePeriod(days) {
        this.state.days = days;
        await this.load();
    }

    hours(value) {
        if (value === null || value === undefined) {
            return "–";
        }
        if (value >= 2 * HOURS_A_DAY) {
            return _t("%s d", (value / HOURS_A_DAY).toFixed(1));
        }
        return _t("%s h", value.toFixed(1));
    }

    share(value) {
        return value === null || value === undefined ? "–" : `${Math.round(value * 100)} %`;
    }

    open(name, label, userId) {
        const [model, domain] = this.state.data.domains[name];
        const own = userId ? [["user_id", "=", userId]] : [];
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: label,
            res_model: model,
            views: [
                [false, "list"],
                [false, "form"],
            ],
            domain: [...domain, ...own],
        });
    }

    openResponses(userId) {
        return this.open("responses", _t("Response times"), userId);
    }
}

registry.category("actions").add("trade_followup_board", FollowupBoard);
