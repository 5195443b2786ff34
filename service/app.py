"""Put the service together: settings in, an app out. Nothing happens at import."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.telemetry import TelemetryConfig
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.staticfiles import StaticFiles

from service.access.cookies import check_cookies
from service.access.gate import Gate
from service.access.routes import router as access_router
from service.api_description import add_examples
from service.body_limit import BodyLimitMiddleware
from service.cases.background import background_work
from service.cases.export_routes import router as export_router
from service.cases.routes import router as cases_router
from service.cases.webhook_routes import router as webhook_router
from service.error_handlers import add_error_handlers
from service.insight.routes import router as insight_router
from service.logs import configure_logging
from service.metrics import Metrics
from service.metrics_routes import router as metrics_router
from service.model_reload import Load, ModelReload, model_reloading
from service.pipeline_loading import NarrativeTagger, load_pipeline, trained_folder
from service.redact_routes import router as redact_router
from service.request_log import RequestLogMiddleware
from service.review.routes import router as review_router
from service.routes import router
from service.security_headers import SecurityHeadersMiddleware
from service.settings import Settings, read_settings
from service.state_metrics import StateCollector
from service.static_files import STATIC_FOLDER
from service.store.store import Store
from service.work_limiter import WorkLimiter

TITLE = "Casetag"
VERSION = "0.1.0"
DESCRIPTION = (
    "Takes the names out of a narrative of a human-rights violation and suggests its labels. "
    "No narrative is stored or logged: of a case only the redacted text is kept, encrypted."
)
# FastAPI would hand bodies, addresses and exceptions to any OpenTelemetry provider it finds.
NO_TELEMETRY: TelemetryConfig = {
    "tracing": False,
    "metrics": False,
    "logs": False,
    "operation_spans": False,
    "auto_configure": False,
    "exclude": lambda _scope: True,
}


def create_app(
    settings: Settings | None = None,
    pipeline: NarrativeTagger | None = None,
    store: Store | None = None,
    reload: Load | None = None,
) -> FastAPI:
    """Build the service.

    Args:
        settings: Read from the environment if not given.
        pipeline: Loaded when the app starts if not given; a start without models fails.
        store: An open store, closed by whoever opened it; without one, what needs it answers
            "not ready".
        reload: Loads other models while the app runs, whenever others are promoted; without it
            the first ones stay.
    """
    settings = settings or read_settings()
    check_cookies(settings)
    configure_logging(settings.log_level)
    metrics = Metrics()
    app = FastAPI(
        title=TITLE,
        version=VERSION,
        description=DESCRIPTION,
        lifespan=_lifespan,
        middleware=_middleware(settings, metrics),
        openapi_url="/v1/openapi.json",
        docs_url=None,  # the documentation pages come from foreign hosts
        redoc_url=None,
        redirect_slashes=False,  # a redirect repeats the query string
        telemetry=NO_TELEMETRY,
    )
    app.state.settings = settings
    app.state.pipeline = pipeline
    app.state.store = store
    app.state.trained_folder = trained_folder(settings)
    app.state.gate = Gate(settings)
    app.state.limiter = WorkLimiter(
        max_running=settings.max_concurrent_requests,
        max_waiting=settings.max_waiting_requests,
        timeout_seconds=settings.request_timeout_seconds,
    )
    app.state.metrics = metrics
    app.state.model_reload = None if reload is None else ModelReload(app.state, reload)
    metrics.registry.register(StateCollector(app))
    app.include_router(router)
    app.include_router(metrics_router)
    app.include_router(redact_router)
    app.include_router(access_router)
    app.include_router(cases_router)
    app.include_router(export_router)
    app.include_router(webhook_router)
    app.include_router(review_router)
    app.include_router(insight_router)
    app.mount("/static", StaticFiles(directory=STATIC_FOLDER), name="static")
    add_error_handlers(app)
    add_examples(app)
    return app


def _middleware(settings: Settings, metrics: Metrics) -> list[Middleware]:
    """Return the layers around the app, the outermost first."""
    return [
        Middleware(SecurityHeadersMiddleware),
        Middleware(RequestLogMiddleware, metrics=metrics),
        Middleware(BodyLimitMiddleware, settings=settings),
    ]


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    if app.state.pipeline is None:
        app.state.pipeline = await run_in_threadpool(load_pipeline, app.state.settings)
    settings = app.state.settings
    with (
        background_work(app.state.store, settings),
        model_reloading(app.state.model_reload, settings),
    ):
        yield
