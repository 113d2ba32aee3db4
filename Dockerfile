# A node in a small image: built in one stage, run without the tools in another, never as root.
# tests/test_dockerfile.py runs the build stage in a clean environment where no container engine is at hand.
ARG PYTHON_IMAGE=python:3.13-slim

FROM ${PYTHON_IMAGE} AS build
WORKDIR /opt/src
COPY requirements-runtime.lock requirements-build.lock ./
# Dependencies first: this layer changes only with the lock. All is compiled once, at the end.
RUN python -m venv /opt/bocage \
 && /opt/bocage/bin/python -m pip install --no-cache-dir --no-compile --require-hashes -r requirements-runtime.lock
RUN python -m venv /opt/build \
 && /opt/build/bin/python -m pip install --no-cache-dir --no-compile --require-hashes -r requirements-build.lock
COPY pyproject.toml README.md LICENSE ./
COPY vocab ./vocab
COPY federation ./federation
COPY node ./node
RUN /opt/build/bin/python -m pip wheel --no-cache-dir --no-deps --no-build-isolation --wheel-dir /opt/dist . \
 && /opt/bocage/bin/python -m pip install --no-cache-dir --no-compile --no-deps --no-index /opt/dist/*.whl \
 && /opt/bocage/bin/python -m compileall -q /opt/bocage/lib

FROM ${PYTHON_IMAGE}
LABEL org.opencontainers.image.title="Bocage" \
      org.opencontainers.image.description="A node of a data commons that cooperative platforms own" \
      org.opencontainers.image.licenses="AGPL-3.0-or-later"
RUN useradd --system --user-group --uid 10001 --home-dir /data --no-create-home --shell /usr/sbin/nologin bocage \
 && install -d -o bocage -g bocage -m 0700 /data
COPY --from=build /opt/bocage /opt/bocage
ENV PATH=/opt/bocage/bin:/usr/local/bin:/usr/bin:/bin \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1
USER 10001:10001
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8080/readyz', timeout=4)"]
ENTRYPOINT ["bocage", "--data", "/data"]
CMD ["run", "--listen", "0.0.0.0:8080"]
