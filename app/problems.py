"""Knows the errors of installing and running, each with the command that mends it."""

from domain.errors import Refused, Unavailable


class CannotPrepare(Unavailable):
    """{part} cannot be made ready: {reason}. To mend it: {mend}"""

    code = "cannot_prepare"
    message_pl = "Nie da się przygotować: {part}. Powód: {reason}. Naprawa: {mend}"


class AlreadyRunning(Refused):
    """Centralka already runs (process {pid}). See it with `centralka status`, end it by Ctrl-C there."""

    code = "already_running"
    message_pl = "Centralka już tu działa (proces {pid}). Zobacz: `centralka status`; zakończ tam Ctrl-C."


class PortTaken(Refused):
    """Port {port} for {name} is taken by another program. Free it, or set {setting} to another (0: any)."""

    code = "port_taken"
    message_pl = (
        "Port {port} ({name}) jest zajęty przez inny program. Zwolnij go albo ustaw {setting} (0: dowolny)."
    )


class NotReady(Unavailable):
    """{name} did not become ready in {seconds} s. Its log says why: {log}"""

    code = "not_ready"
    message_pl = "{name}: brak gotowości po {seconds} s. Przyczynę podaje dziennik: {log}"


class StepFailed(Unavailable):
    """The step "{step}" failed: {reason}. All output: {log}. Then run it again; see also ./centralka doctor"""

    code = "step_failed"
    message_pl = (
        "Krok „{step}” nie powiódł się: {reason}. Całe wyjście: {log}. "
        "Potem uruchom ponownie; zob. też ./centralka doctor"
    )
