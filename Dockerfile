# The service with its models: no trainer, no compiler, nothing fetched at run time.
#   docker build -t casetag .
#   docker run --rm -p 127.0.0.1:8000:8000 --read-only --cap-drop ALL casetag

# Pinned by its full tag. A digest would pin harder, but one written down without a registry
# to read it from would be a guess; whoever publishes an image adds `@sha256:...` here.
ARG PYTHON_IMAGE=python:3.11.14-slim-bookworm

# Dependencies, in a stage of their own: changed code does not install them again.
FROM ${PYTHON_IMAGE} AS dependencies
# Wheels only: a package that would need a compiler stops the build instead of running one.
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_ONLY_BINARY=:all:
WORKDIR /build
COPY pyproject.toml constraints.txt ./
# The same list as `make serve` installs, and PostgreSQL's driver: read from pyproject.toml, not
# written twice.
RUN python -c "import tomllib; p = tomllib.load(open('pyproject.toml', 'rb'))['project']; print(*p['dependencies'], *p['optional-dependencies']['postgres'], sep='\n')" > serve.txt \
    && python -m venv /opt/casetag \
    && /opt/casetag/bin/python -m pip install -c constraints.txt -r serve.txt

FROM ${PYTHON_IMAGE}
# /data holds the store and, unless told otherwise, its key: mount a volume that you back up.
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin casetag \
    && install -d -o 10001 -g 10001 -m 0700 /data
COPY --from=dependencies /opt/casetag /opt/casetag
WORKDIR /app
COPY LICENSE NOTICE ./
COPY labels labels
COPY models models
COPY service service
# Compiled now: the running container writes nothing, so its file system may be read-only.
RUN /opt/casetag/bin/python -m compileall -q models service
# A container's loopback is its own: 0.0.0.0 inside, and the publisher decides who reaches it.
# A library asks for a temporary folder at its import; /dev/shm is there in a read-only image too.
# ONNX Runtime would report to its maker; models/onnx_encoder.py says so too, before it loads.
ENV PATH=/opt/casetag/bin:$PATH \
    ORT_DISABLE_TELEMETRY=1 \
    TMPDIR=/dev/shm \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    CASETAG_DATA_FOLDER=/data \
    CASETAG_HOST=0.0.0.0 \
    CASETAG_PORT=8000
USER 10001:10001
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import http.client, os, sys; c = http.client.HTTPConnection('127.0.0.1', int(os.environ['CASETAG_PORT']), timeout=4); c.request('GET', '/health/ready'); sys.exit(c.getresponse().status != 200)"]
ENTRYPOINT ["python", "-m", "service"]
CMD ["serve"]
