"""How gunicorn serves the product; every number can be set from the environment."""

import os

wsgi_app = "matchmaking.wsgi:application"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
bind = os.environ.get("WEB_BIND", "127.0.0.1:8000")
# One load of the code for all workers, and one clear line when the settings refuse to start.
preload_app = True
# Nothing here is changed while it runs, and two runs would share the one in the home folder.
control_socket_disable = True
timeout = 60
graceful_timeout = 20
# Each request goes to whichever worker is free; a connection that is kept stays with the one that
# accepted it, and half of the processors may stand idle. The proxy in front keeps people's.
keepalive = 0
# Memory that a worker's libraries never give back is given back with the worker.
max_requests = 2000
max_requests_jitter = 200
# No addresses of visitors, no query strings: the log holds no personal data.
access_log_format = "%(m)s %(U)s %(s)s %(B)s bytes %(M)s ms"
accesslog = os.environ.get("WEB_ACCESS_LOG", "-") or None
