# syntax=docker/dockerfile:1

# --- What the product needs, nothing of what only its developers need ---------------------------
FROM python:3.13-slim-trixie AS packages

WORKDIR /build
COPY requirements.lock pyproject.toml ./
# uv as the lock pins it; then the project's own dependencies in the lock's versions, by hash.
RUN sed -n '/^uv==/,/[^\\]$/p' requirements.lock > uv.txt \
    && pip install --no-cache-dir --require-hashes -r uv.txt \
    && python -m venv --without-pip /opt/venv \
    && uv pip install --no-cache --python /opt/venv/bin/python --require-hashes \
        -r pyproject.toml -c requirements.lock

# --- The image ----------------------------------------------------------------------------------
FROM python:3.13-slim-trixie

# Fonts for Vietnamese, Chinese and Korean: previews of links are drawn with them.
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        fonts-noto-core fonts-noto-cjk \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin app \
    && install -d -o app -g app /data/media /data/beat /data/cache

COPY --from=packages /opt/venv /opt/venv
WORKDIR /srv
COPY . .

ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=matchmaking.settings.production \
    MEDIA_ROOT=/data/media \
    NUMBA_CACHE_DIR=/data/cache/numba \
    XDG_CACHE_HOME=/data/cache \
    WEB_BIND=0.0.0.0:8000

RUN python -m matchmaking.catalogs compile \
    && DJANGO_SETTINGS_MODULE=matchmaking.settings.build python manage.py collectstatic --noinput \
        -i "*.rtl.*" -i "bootstrap-grid.*" -i "bootstrap-reboot.*" -i "bootstrap-utilities.*" \
    && python -m compileall -q companies events matchmaking

USER app
EXPOSE 8000
VOLUME /data/media /data/cache
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s \
    CMD ["python", "-m", "matchmaking.probe"]
CMD ["gunicorn", "-c", "python:matchmaking.gunicorn"]
