"""Serves a made model with llama.cpp's own server, on a free loopback port, until standard input closes.

In:  one line {"folder": …, "habit": …, "context": tokens, "key": text or null, "ignores_schemas": true or false}
Out: one line, the address. llama.cpp's own log goes to standard error.
"""

import json
import os
import sys

import xllamacpp
from made_model import make_model

wanted = json.loads(sys.stdin.readline())
path = os.path.join(wanted["folder"], f"{wanted['habit']}.gguf")
make_model(path, wanted["habit"])

params = xllamacpp.CommonParams()
params.model.path = path
params.model_alias = {"made-judge"}
params.hostnames = ["127.0.0.1"]
params.port = 0
params.api_keys = [] if wanted["key"] is None else [wanted["key"]]
# `--skip-chat-parsing`: a schema is then taken and not kept to.
params.force_pure_content_parser = wanted["ignores_schemas"]
params.n_ctx = wanted["context"]
params.n_parallel = 1
params.sampling.seed = 7
params.warmup = False
params.cache_ram_mib = 0
params.cpuparams.n_threads = 1
params.cpuparams_batch.n_threads = 1

server = xllamacpp.Server(params)
print(server.listening_address, flush=True)
sys.stdin.read()
# Without taking leave: a generation under way would be waited for.
os._exit(0)
