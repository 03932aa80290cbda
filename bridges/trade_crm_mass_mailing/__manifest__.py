# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
{
    "name": "Foreign Trade CRM: mailing lists",
    "summary": "Segments of customers as mailing lists that stay up to date",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "Foreign Trade CRM contributors",
    "license": "LGPL-3",
    "depends": ["trade_crm_analytics", "mass_mailing"],
    "data": ["views/trade_segment_views.xml"],
    "assets": {
        "web.assets_tests": ["trade_crm_mass_mailing/static/tests/tours/**/*"],
    },
    "auto_install": True,
}
