"""Serves ClickHouse's HTTP interface from the engine inside chDB's library, until standard input closes.

The library carries `clickhouse local`, whose SYSTEM START LISTEN opens the real HTTP server. The query that follows
reads standard input to its end, so the process lives exactly as long as its parent keeps the pipe open.

usage: clickhouse_server.py LIBRARY CONFIG DIRECTORY PORT
"""

import ctypes
import sys

STAY_UNTIL_STDIN_CLOSES = "SYSTEM START LISTEN HTTP; SELECT count() FROM table"


def main(library: str, config: str, directory: str, port: str) -> str:
    """Blocks while the server runs; returns what went wrong, or an empty text."""
    engine = ctypes.CDLL(library)
    engine.chdb_query_cmdline.restype = ctypes.c_void_p
    engine.chdb_result_error.restype = ctypes.c_char_p
    engine.chdb_result_error.argtypes = [ctypes.c_void_p]
    words = [
        "clickhouse",
        f"--config-file={config}",
        f"--path={directory}",
        f"--http_port={port}",
        "--listen_host=127.0.0.1",
        "--input-format=LineAsString",
        "--query",
        STAY_UNTIL_STDIN_CLOSES,
    ]
    arguments = (ctypes.c_char_p * len(words))(*[word.encode() for word in words])
    result = engine.chdb_query_cmdline(len(words), arguments)
    failure = engine.chdb_result_error(result) if result else None
    return failure.decode(errors="replace") if failure else ""


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]) or 0)
