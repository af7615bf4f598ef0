"""The words of `cadencia user`."""

from cadencia.cli.wording import Said

ROLES = {
    "role_auditor": Said("auditor", "auditor"),
    "role_clerk": Said("administrativo", "clerk"),
    "role_accountant": Said("contable", "accountant"),
    "role_manager": Said("responsable", "manager"),
    "role_administrator": Said("administrador", "administrator"),
}
WORDS = {
    "name": Said("Usuario", "User"),
    "person": Said("Nombre", "Name"),
    "email": Said("Correo", "E-mail"),
    "role": Said("Papel", "Role"),
    "state": Said("Estado", "State"),
    "active": Said("activo", "active"),
    "shut_out": Said("sin acceso", "shut out"),
    "nobody": Said(
        "Todavía no hay usuarios; cree uno con cadencia user add.",
        "There are no users yet; add one with cadencia user add.",
    ),
    "added": Said("{name}: creado como {role}.", "{name}: added as {role}."),
    "role_given": Said("{name}: ahora es {role}.", "{name}: is {role} now."),
    "password_set": Said("{name}: tiene otra contraseña.", "{name}: has another password."),
    "link_given": Said(
        "{name}: con este enlace pone otra contraseña, una sola vez, en {hours} horas:",
        "{name}: by this link they set another password, once, within {hours} hours:",
    ),
    "deactivated": Said("{name}: ya no puede entrar.", "{name}: is shut out."),
    "activated": Said("{name}: puede entrar de nuevo.", "{name}: is let in again."),
    "second_factor_reset": Said(
        "{name}: entra solo con la contraseña.", "{name}: signs in by the password alone."
    ),
    "removed": Said("{name}: ya no trabaja aquí.", "{name}: works here no more."),
    "unknown": Said(
        "{name}: no hay ningún usuario con ese nombre en la empresa; véalos con cadencia user"
        " list.",
        "{name}: nobody of that name works in the company; see who does with cadencia user list.",
    ),
    "last_administrator": Said(
        "{name}: es el único administrador; haga antes administrador a otro.",
        "{name}: is the only administrator; make somebody else one first.",
    ),
    "password": Said("Contraseña", "Password"),
    "again": Said("Otra vez", "Again"),
    "no_terminal": Said(
        "--password-stdin: no hay terminal donde preguntar la contraseña; pásela por la entrada"
        " con esta opción.",
        "--password-stdin: there is no terminal to ask for the password; give it on the input"
        " with this option.",
    ),
}
