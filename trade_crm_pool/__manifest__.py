# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
{
    "name": "Foreign Trade CRM: Public Pool",
    "summary": "Public customer pool: provable claims, fair allocation, recycling",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "Foreign Trade CRM contributors",
    "license": "LGPL-3",
    "depends": ["trade_crm"],
    "data": [
        "security/pool/ir.model.access.csv",
        "security/pool/rules.xml",
        "data/pool/pool_cron.xml",
        "views/pool/trade_pool_views.xml",
    ],
    "external_dependencies": {"python": ["holidays"]},
    "pre_init_hook": "pre_init_hook",
    "uninstall_hook": "uninstall_hook",
}
