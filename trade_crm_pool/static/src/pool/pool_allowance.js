import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { deserializeDateTime, formatDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { KanbanRenderer } from "@web/views/kanban/kanban_renderer";
import { kanbanView } from "@web/views/kanban/kanban_view";
import { ListRenderer } from "@web/views/list/list_renderer";
import { listView } from "@web/views/list/list_view";

/** What the reader may still claim, above the pooled customers. */
export class PoolAllowance extends Component {
    static template = "trade_crm_pool.Allowance";
    static props = { list: { type: Object, optional: true } };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ rows: [] });
        onWillStart(() => this.load());
        onWillUpdateProps(() => this.load());
    }

    async load() {
        this.state.rows = await this.orm.call("trade.pool.member", "my_allowance", []);
    }

    label(use) {
        return { day: _t("Today"), week: _t("This week"), month: _t("This month") }[use.kind];
    }

    /** Windows with a cap; where nothing is capped, the day says so. */
    windows(row) {
        const capped = row.windows.filter((use) => use.cap !== null);
        return capped.length ? capped : row.windows.slice(0, 1);
    }

    left(use) {
        return Math.max(0, use.cap - use.used);
    }

    full(row) {
        return row.hold_cap !== null && row.held >= row.hold_cap;
    }

    resets(use) {
        return formatDateTime(deserializeDateTime(use.resets));
    }
}

export class PoolEntryListRenderer extends ListRenderer {
    static template = "trade_crm_pool.EntryListRenderer";
    static components = { ...ListRenderer.components, PoolAllowance };
}

export class PoolEntryKanbanRenderer extends KanbanRenderer {
    static template = "trade_crm_pool.EntryKanbanRenderer";
    static components = { ...KanbanRenderer.components, PoolAllowance };
}

registry.category("views").add("trade_pool_entry_list", {
    ...listView,
    Renderer: PoolEntryListRenderer,
});
registry.category("views").add("trade_pool_entry_kanban", {
    ...kanbanView,
    Renderer: PoolEntryKanbanRenderer,
});
