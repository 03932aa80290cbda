# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
{
    "name": "Foreign Trade CRM",
    "summary": "Customer archives with group headers, roles and one timeline for foreign trade",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "Foreign Trade CRM contributors",
    "website": "https://github.com/foreign-trade-crm/foreign-trade-crm",
    "license": "LGPL-3",
    "depends": ["contacts", "phone_validation", "sale_crm"],
    "data": [],
    "application": True,
    "installable": True,
}
