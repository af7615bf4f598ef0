"""The words of `cadencia contract`."""

from cadencia.cli.wording import Said

WORDS = {
    "is_draft": Said("sin postear", "draft"),
    "is_posted": Said("posteado y activo", "posted and active"),
    "is_inactive": Said("posteado, inactivo", "posted, inactive"),
    "is_finished": Said("finalizado", "finished"),
    "is_void": Said("anulado", "void"),
    "post": Said("postear", "post"),
    "revert": Said("revertir el posteo de", "revert"),
    "activate": Said("activar", "activate"),
    "deactivate": Said("desactivar", "deactivate"),
    "finish": Said("finalizar", "finish"),
    "reopen": Said("reabrir", "reopen"),
    "void": Said("anular", "void"),
    "not_allowed": Said(
        "está {state}; no se puede {act} un contrato así.",
        "it is {state}; the act {act} isn't for such a contract.",
    ),
    "drafts_wait": Said(
        "{documents} borradores hechos con él esperan (generación {runs}); emítalos o deshágala"
        " antes, o repita la orden con --drafts delete o --drafts keep.",
        "{documents} drafts made from it wait (run {runs}); issue or undo it first, or repeat the"
        " command with --drafts delete or --drafts keep.",
    ),
    "drafted_meanwhile": Said(
        "una generación lo ha usado en este momento; repita la orden.",
        "a run has just used it; repeat the command.",
    ),
    "not_a_choice": Said(
        "{option}: «{value}» no sirve; escriba uno de estos: {choices}.",
        '{option}: "{value}" won\'t do; write one of these: {choices}.',
    ),
    "missed_skip": Said("cuotas omitidas: {dates}", "installments skipped: {dates}"),
    "missed_due": Said("cuotas pendientes: {dates}", "installments due: {dates}"),
    "missed_never": Said(
        "cuotas que ya no se facturarán: {dates}", "installments that won't be billed: {dates}"
    ),
    "ask_missed": Said(
        "{contract}: mientras tanto pasaron las cuotas de {dates}. ¿Dejarlas pendientes de facturar"
        " (si no, se omiten)?",
        "{contract}: the installments of {dates} passed meanwhile. Are they owed (otherwise they"
        " are skipped)?",
    ),
    "ask_old_end": Said(
        "{contract} terminó el {now} por esta renovación. ¿Recupera el fin que tenía ({until})?",
        "{contract} ended on {now} because of this renewal. Does it get back the end that it had"
        " ({until})?",
    ),
    "goes_on": Said("{contract} recupera su fin: {until}", "{contract} has its old end: {until}"),
    "ask_void": Said(
        "Anular es definitivo. ¿Anular {contracts}?", "Voiding is for good. Void {contracts}?"
    ),
}
