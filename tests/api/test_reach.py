"""Every act can be done by the API and by the command line: the table of both.

Who adds an address or a command says here what its counterpart is, or why it has none.
"""

import importlib
from collections.abc import Iterator

import typer

from cadencia.api import openapi
from cadencia.api.application import api
from cadencia.cli.main import COMMANDS

BOTH = {
    "preview": "preview",
    "generate": "generate",
    "automatic": "get_automatic list_automatic_days run_automatic note_automatic",
    "forecast": "forecast",
    "commissions": "list_commissions list_commission_lines",
    "simulate": "simulate",
    "refusals": "list_refusals",
    "why": "why_contract",
    "explain": "explain",
    "documents": "list_documents get_document list_lines",
    "documents credit": "preview_credit credit_document",
    "documents credit-beyond": "credit_beyond",
    "documents void": "preview_void void_document",
    "documents issue": "issue_document",
    "documents delete": "delete_document",
    "documents notes": "preview_notes",
    "documents invoice-notes": "invoice_notes",
    "documents print": "print_documents",
    "pdf": "get_pdf",
    "history": "contract_history",
    "renewals": "list_renewals apply_renewals",
    "runs list": "list_runs",
    "runs show": "get_run",
    "runs issue": "issue_run",
    "runs cancel": "cancel_run",
    "runs set-aside": "set_aside_run",
    "runs undo": "undo_run",
    "contract show": "get_contract",
    "contract post": "post_contract",
    "contract revert": "revert_contract",
    "contract activate": "activate_contract",
    "contract deactivate": "deactivate_contract",
    "contract finish": "finish_contract",
    "contract reopen": "reopen_contract",
    "contract void": "void_contract",
    "contract pause": "pause_contract",
    "contract change-pause": "pause_contract",
    "contract remove-pause": "remove_pause",
    "contract resume": "resume_contract",
    "contract skip": "skip_installment",
    "contract unskip": "unskip_installment",
    "contract move": "move_installment",
    "contract reopen-installment": "reopen_installment",
    "contract withdraw": "withdraw_contract",
    "contract beyond": "billed_beyond",
    "contract take-back": "take_back_withdrawal",
    "contract change": "change_details",
    "contract one-off": "add_one_off",
    "contract remove-one-off": "remove_one_off",
    "contract note": "write_comment",
    "contract notes": "list_comments",
    "contract promises": "list_promises",
    "contract confirm": "confirm_installment",
    "contract unconfirmed": "list_confirmations",
    "contract ask-confirmation": "ask_confirmation",
    "contract complete": "list_complete finish_complete",
    "contract pending": "pending_of_contract",
    "contract generate": "generate_contract",
    "contract documents": "documents_of_contract",
    "contract associate": "associate_sale list_external_sales",
    "contract undo-association": "undo_association",
    "contract payments": "payments_of_contract",
    "contract undo-payment": "undo_payment",
    "contract life": "life_of_contract",
    "contract renew": "renew_contract",
    "contract clone": "clone_contract",
    "contract notice": "give_notice",
    "contract renew-automatically": "set_renewal",
    "reasons list": "list_reasons",
    "reasons set": "save_reason",
    "reasons give": "give_reason",
    "template list": "list_templates",
    "template show": "get_template",
    "template create": "create_template",
    "template set-price": "preview_template_change change_template",
    "template set-schedule": "preview_template_schedule change_template_schedule",
    "template withdraw-schedule": "withdraw_template_schedule",
    "template followers": "list_followers",
    "template new-contract": "contract_from_template",
    "template follow": "follow_template",
    "template detach": "detach_from_template",
    "bulk preview": "preview_bulk",
    "bulk execute": "execute_bulk",
    "bulk list": "list_bulk",
    "bulk undo": "undo_bulk",
    "reviews preview": "preview_bulk",
    "reviews apply": "execute_bulk",
    "reviews list": "list_bulk",
    "reviews undo": "undo_bulk",
    "index import": "save_index import_index",
    "index list": "list_indexes",
    "index show": "get_index",
    "formula list": "list_formulas",
    "formula set": "save_formula",
    "formula try": "try_formula",
    "modifications list": "list_modifications",
    "modifications add": "preview_modification schedule_modification",
    "modifications change": "preview_modification schedule_modification",
    "modifications remove": "remove_modification",
    "usage import": "record_usage",
    "usage list": "list_usage",
    "master list": "list_masters",
    "master show": "get_master",
    "master set": "create_master change_master",
    "master rest": "rest_master",
    "master wake": "wake_master",
    "master remove": "remove_master",
    "usage delete": "delete_usage",
    "webhook create": "create_webhook",
    "webhook list": "list_webhooks get_webhook",
    "webhook delete": "delete_webhook",
    "webhook secret": "renew_secret",
    "webhook deliveries": "list_deliveries",
    "webhook replay": "replay_delivery",
    "mail server": "get_mail_server keep_mail_server",
    "mail trial": "try_mail_server",
    "mail texts": "list_mail_texts",
    "mail text": "keep_mail_text",
    "mail send": "send_document",
    "mail list": "list_mail_deliveries get_mail_delivery",
    "mail retry": "retry_mail_delivery",
    "mail bounce": "bounce_mail_delivery",
    "mail bad": "list_bad_addresses",
    "mail right": "forgive_address",
    "export": "list_contracts",
}
"""What the command line does, and the addresses that do it."""

BY_IMPORT = """
list_customers create_customer get_customer change_customer list_items create_item get_item
change_item list_price_lists create_price_list get_price_list change_price_list list_prices
save_price list_special_prices get_special_price save_special_price list_series create_series
get_series change_series create_contract create_contracts change_contract delete_contract
set_automatic change_webhook list_contacts keep_contacts create_responsible_party
"""
"""What the command line does with files: `cadencia import`, with the company's own among them."""

OF_THE_TOKEN = "who_am_i give_credentials"
OF_THE_MACHINE = {
    *("start", "stop", "status", "migrate", "serve", "manage", "doctor", "demo", "worker"),
    *("render", "import"),
}
"""What only whoever has the machine does."""

ACCOUNTS = ("user", "token")
"""Who may come in is decided on the machine: no token makes another, or a user."""


def commands() -> Iterator[str]:
    for name, module in COMMANDS.items():
        command = typer.main.get_command(importlib.import_module(module).app)
        inner = getattr(command, "commands", None)
        yield from [f"{name} {each}" for each in inner] if inner else [name]


def operations() -> set[str]:
    schema = api().get_openapi_schema(path_prefix="")
    return {operation["operationId"] for _, _, operation in openapi.operations(schema)}


def test_each_command_has_its_address():
    known = {each for each in commands() if each.split()[0] not in ACCOUNTS}
    groups = {each.split()[0] for each in known if " " in each}
    assert known - OF_THE_MACHINE - groups <= set(BOTH)
    assert set(BOTH) - groups <= known | groups


def test_each_address_has_its_command():
    named = {name for each in BOTH.values() for name in each.split()}
    assert operations() == named | set(BY_IMPORT.split()) | set(OF_THE_TOKEN.split())
