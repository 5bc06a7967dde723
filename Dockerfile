# One image for the web server, the worker, the relay, beat and the migrations; it holds both encoders.
# torch makes it large; `--build-arg LOCK=requirements.lock` leaves the sentence-transformers encoder out for a light one.
FROM python:3.13-slim-bookworm AS build
ARG LOCK=requirements-deploy.lock
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 UV_PYTHON_DOWNLOADS=never
WORKDIR /app
COPY tools.lock models.lock requirements.lock requirements-deploy.lock ./
RUN pip install --no-cache-dir --require-hashes -r tools.lock \
 && uv venv /opt/partwise \
 && uv pip install --no-cache --python /opt/partwise/bin/python --require-hashes --no-deps --compile-bytecode -r ${LOCK} \
 && uv pip install --no-cache --python /opt/partwise/bin/python --require-hashes --no-deps --compile-bytecode -r models.lock
COPY . .
RUN uv pip install --no-cache --python /opt/partwise/bin/python --no-deps --no-build-isolation -e .

FROM python:3.13-slim-bookworm
RUN useradd --system --create-home --uid 10001 partwise
COPY --from=build /opt/partwise /opt/partwise
COPY --from=build --chown=partwise /app /app
ENV PATH=/opt/partwise/bin:$PATH PYTHONUNBUFFERED=1 PARTWISE_HOME=/home/partwise/.partwise PARTWISE_WEB__HOST=0.0.0.0
WORKDIR /app
USER partwise
EXPOSE 8000
CMD ["partwise", "web"]
