"""Knows how our errors travel through Temporal: by kind, with codes and ids only, so that no text reaches a history."""

import logging
from collections.abc import Mapping
from typing import Any, cast

from temporalio.exceptions import ApplicationError, TemporalError
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput, Interceptor

from domain.errors import CentralkaError, Unavailable, error_of

log = logging.getLogger("centralka.activities")


def as_failure(error: CentralkaError) -> ApplicationError:
    """The failure that stands for `error`; only an unavailable part is worth a retry."""
    return ApplicationError(
        error.code, error.data, type=error.code, non_retryable=not isinstance(error, Unavailable)
    )


def as_error(failure: ApplicationError) -> CentralkaError:
    """The error that `as_failure` wrote, on the other side."""
    details: object = failure.details[0] if failure.details else None
    data = dict(cast("Mapping[str, Any]", details)) if isinstance(details, Mapping) else {}
    return error_of(failure.type or "error", data)


class FailuresByKind(Interceptor):
    """Every activity of a worker fails by kind: ours as `as_failure`, others scrubbed of their text."""

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:  # noqa: A002
        return _ByKind(next)


class _ByKind(ActivityInboundInterceptor):
    async def execute_activity(self, input: ExecuteActivityInput) -> Any:  # noqa: A002
        try:
            return await super().execute_activity(input)
        except CentralkaError as error:
            raise as_failure(error) from None
        except TemporalError:
            raise
        except Exception as error:
            log.exception("activity failed")
            raise ApplicationError(type(error).__name__, type=type(error).__name__) from None
