import { Component } from "@odoo/owl";
import { usePopover } from "@web/core/popover/popover_hook";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** What is missing in an archive, and the button that says that it is still right. */
export class ArchiveBox extends Component {
    static template = "trade_crm.ArchiveBox";
    static props = {
        archive: Object,
        confirm: Function,
        close: { type: Function, optional: true },
    };

    async confirm() {
        await this.props.confirm();
        this.props.close();
    }
}

/** How complete and how fresh the archive of a customer is. */
export class ArchiveField extends Component {
    static template = "trade_crm.ArchiveField";
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.popover = usePopover(ArchiveBox, { position: "bottom" });
    }

    get archive() {
        return this.props.record.data[this.props.name];
    }

    open(ev) {
        this.popover.open(ev.currentTarget, {
            archive: this.archive,
            confirm: () => this.confirm(),
        });
    }

    async confirm() {
        const { record } = this.props;
        if (await record.save()) {
            await this.orm.call("res.partner", "action_trade_archive_checked", [[record.resId]]);
            await record.load();
        }
    }
}

registry.category("fields").add("trade_archive", {
    component: ArchiveField,
    supportedTypes: ["json"],
});
