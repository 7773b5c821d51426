# The application, the action server and the commands: one image, three ways to start it.
# Build from the project's folder, after `make setup` made var/encoder, var/ranker.npz and
# var/crisis.npz: docker build -f deploy/containers/application.Dockerfile -t signpost-application .
FROM python:3.11-slim-bookworm AS packages
WORKDIR /signpost
RUN pip install --no-cache-dir uv==0.13.9 \
 && python -m venv /environment
COPY requirements/application.txt requirements/build.txt requirements/
RUN uv pip sync --no-cache --require-hashes --build-constraints requirements/build.txt \
    --python /environment/bin/python requirements/application.txt

FROM python:3.11-slim-bookworm
# pg_dump and pg_restore, for backups.
RUN apt-get update \
 && apt-get install --yes --no-install-recommends postgresql-client-15 \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin signpost
WORKDIR /signpost
COPY --from=packages /environment /environment
COPY site.yml ./
COPY knowledge knowledge
COPY actions actions
COPY bot bot
COPY var/encoder var/encoder
COPY var/ranker.npz var/crisis.npz var/
ENV PATH=/environment/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 \
    OMP_NUM_THREADS=1 MALLOC_ARENA_MAX=2 LOG_FORMAT=json HOST=0.0.0.0 PORT=8000
USER 10001
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen('http://127.0.0.1:' + os.environ['PORT'] + '/healthz', timeout=2)"]
CMD ["python", "-m", "bot"]
