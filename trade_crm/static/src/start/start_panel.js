import { Component, onWillStart, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { kanbanView } from "@web/views/kanban/kanban_view";
import { KanbanRenderer } from "@web/views/kanban/kanban_renderer";

/** The first steps, for who sets the rooms up; closed once for everybody. */
export class TradeStartPanel extends Component {
    static template = "trade_crm.StartPanel";
    static props = {};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ panel: false });
        onWillStart(async () => {
            this.state.panel = await this.orm.call("trade.start", "panel", []);
        });
    }

    async take(step) {
        this.action.doAction(await this.orm.call("trade.start", "take", [step.name]));
    }

    async close() {
        await this.orm.call("trade.start", "close", []);
        this.state.panel = false;
    }
}

export class TradeCustomerKanbanRenderer extends KanbanRenderer {
    static template = "trade_crm.CustomerKanbanRenderer";
    static components = { ...KanbanRenderer.components, TradeStartPanel };
}

registry.category("views").add("trade_customer_kanban", {
    ...kanbanView,
    Renderer: TradeCustomerKanbanRenderer,
});
