# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""What a database holds, as sets of names: two of them show what was left behind."""

# Each statement yields one text a row; none of them may know more rows after an
# addon is uninstalled than before it was installed.
SNAPSHOT = {
    "column": """
        SELECT table_name || '.' || column_name FROM information_schema.columns
         WHERE table_schema = 'public'
    """,
    "table or view": """
        SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'
    """,
    "index": "SELECT indexname FROM pg_indexes WHERE schemaname = 'public'",
    "constraint": """
        SELECT conrelid::regclass || '.' || conname FROM pg_constraint
         WHERE connamespace = 'public'::regnamespace
    """,
    "function": """
        SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    """,
    # Those of a foreign key bear numbers; the keys themselves stand among constraints.
    "trigger": """
        SELECT tgrelid::regclass || '.' || tgname FROM pg_trigger
         WHERE NOT tgisinternal
    """,
    "sequence": """
        SELECT sequence_name FROM information_schema.sequences
         WHERE sequence_schema = 'public' AND sequence_name NOT LIKE 'base\\_%'
    """,
    # A module notes a selection value of any later addon's model under its own name,
    # and Odoo does not take that note back with the model: it is not the addon's
    # residue. Notes of who inherits whom Odoo gives to each module that extends either
    # model, takes away with any of them and makes anew at the next update.
    # The list of modules names those that the addons path has, installed or not.
    "external id": """
        SELECT module || '.' || name FROM ir_model_data
         WHERE name !~ '^(model_inherit__|selection__trade_)'
           AND module || '.' || name !~ '^base.module_trade_'
    """,
    "model": "SELECT model FROM ir_model",
    "field": "SELECT model || '.' || name FROM ir_model_fields",
    "selection": """
        SELECT f.model || '.' || f.name || '=' || s.value
          FROM ir_model_fields_selection s JOIN ir_model_fields f ON f.id = s.field_id
    """,
    "menu": "SELECT id || ' ' || (name->>'en_US') FROM ir_ui_menu",
    "action": "SELECT type || ' ' || id || ' ' || (name->>'en_US') FROM ir_actions",
    "view": "SELECT id || ' ' || name FROM ir_ui_view",
    "cron job": "SELECT id || ' ' || cron_name FROM ir_cron",
    "parameter": "SELECT key FROM ir_config_parameter",
    "group": "SELECT id || ' ' || (name->>'en_US') FROM res_groups",
    "privilege": "SELECT id || ' ' || (name->>'en_US') FROM res_groups_privilege",
    "record rule": "SELECT id || ' ' || name FROM ir_rule",
    "access right": "SELECT id || ' ' || name FROM ir_model_access",
    "number sequence": "SELECT id || ' ' || name FROM ir_sequence",
    "mail template": "SELECT id || ' ' || (name->>'en_US') FROM mail_template",
    "activity type": "SELECT id || ' ' || (name->>'en_US') FROM mail_activity_type",
    "default": "SELECT id::text FROM ir_default",
    "filter": "SELECT id || ' ' || name FROM ir_filters",
    "user": "SELECT login FROM res_users",
    "attached field file": """
        SELECT res_model || '.' || res_field FROM ir_attachment
         WHERE res_field IS NOT NULL
    """,
}
# What Odoo itself writes while it installs or serves, whatever the addon: the time of
# an update, the registry's own sequences.
ODOO_OWN = ("base_cache_signaling", "base_registry_signaling", "orm_signaling")


def snapshot(query):
    """The sets of a database; `query` runs a statement and returns its rows."""
    return {
        kind: {row[0] for row in query(statement) if not row[0].startswith(ODOO_OWN)}
        for kind, statement in SNAPSHOT.items()
    }


def residue(before, after):
    """The names that are there after and were not before, with their kind."""
    return [
        f"{kind}: {name}"
        for kind, names in after.items()
        for name in sorted(names - before[kind])
    ]
