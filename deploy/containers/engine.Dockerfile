# The Rasa engine. Build from the project's folder, after `make train` made models/signpost.tar.gz:
# docker build -f deploy/containers/engine.Dockerfile -t signpost-engine .
FROM python:3.10-slim-bookworm AS packages
WORKDIR /signpost
RUN pip install --no-cache-dir uv==0.13.9 \
 && python -m venv /environment
COPY requirements/engine.txt requirements/build.txt requirements/
RUN uv pip sync --no-cache --require-hashes --build-constraints requirements/build.txt \
    --python /environment/bin/python requirements/engine.txt

FROM python:3.10-slim-bookworm
RUN useradd --system --uid 10002 --no-create-home --shell /usr/sbin/nologin engine
WORKDIR /signpost
COPY --from=packages /environment /environment
COPY config.yml domain.yml endpoints.yml credentials.yml ./
COPY knowledge/__init__.py knowledge/__init__.py
COPY knowledge/encoder knowledge/encoder
COPY knowledge/content knowledge/content
COPY nlu nlu
COPY var/encoder var/encoder
COPY models/signpost.tar.gz models/signpost.tar.gz
ENV PATH=/environment/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 \
    PYTHONWARNINGS=ignore SQLALCHEMY_SILENCE_UBER_WARNING=1 TF_CPP_MIN_LOG_LEVEL=3 \
    RASA_TELEMETRY_ENABLED=false TF_INTRA_OP_PARALLELISM_THREADS=1 \
    TF_INTER_OP_PARALLELISM_THREADS=1 CUDA_VISIBLE_DEVICES=-1 TICKET_LOCK_LIFETIME=5 \
    OMP_NUM_THREADS=1 MALLOC_ARENA_MAX=2 HOME=/tmp MPLCONFIGDIR=/tmp
USER 10002
EXPOSE 5005
HEALTHCHECK --interval=10s --timeout=3s --start-period=120s --retries=3 \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:5005/webhooks/rest/', timeout=2)"]
CMD ["python", "-m", "rasa", "run", "-i", "0.0.0.0", "--port", "5005", \
     "--model", "models/signpost.tar.gz", "--endpoints", "endpoints.yml", \
     "--credentials", "credentials.yml"]
