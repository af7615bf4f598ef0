"""What a draft is held to when it is issued: the versions of all that it was calculated from."""


def version_of(contract: str, template: str) -> str:
    """Return SQL for the version of a contract and what it reads, by the names of their tables.

    A template that it followed until some day still says what is billed of the days before. Sums
    only grow: any change of any of them is another number. Whether anything was ever followed
    before is asked once for all rows: to look for each costs as much as to read its contract.
    """
    return (
        f"{contract}.version + coalesce({template}.version, 0)"  # noqa: S608 - names of our own
        " + CASE WHEN EXISTS (SELECT 1 FROM contracts_pasttemplate) THEN coalesce(("
        "SELECT sum(followed.version) FROM contracts_pasttemplate past"
        " JOIN contracts_template followed ON followed.id = past.template_id"
        f" WHERE past.contract_id = {contract}.id), 0) ELSE 0 END"
    )
