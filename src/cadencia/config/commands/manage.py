"""`cadencia manage`: Django's own commands, for developers."""

import typer

from cadencia.cli.installation import open_installation

app = typer.Typer(add_completion=False)


@app.command(
    context_settings={
        "allow_extra_args": True,
        "ignore_unknown_options": True,
        "help_option_names": [],
    }
)
def manage(context: typer.Context) -> None:
    """Run a command of Django's, such as makemigrations or shell."""
    open_installation()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["cadencia manage", *context.args])
