"""Reads spans with Phoenix's own client and inserts them with chDB, as a person would who writes it in Python.

read_and_insert.py FOLDER: one request a line on standard input, one answer a line on standard output. Client and session are
open before the clock starts.
"""

import json
import sys
import time
from datetime import datetime, timezone

from chdb import session
from phoenix.client import Client

STATUS = {"OK": "Ok", "ERROR": "Error", "UNSET": "Unset"}


def nanoseconds(text):
    moment = datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(timezone.utc)
    return (int(moment.replace(microsecond=0).timestamp()) * 1_000_000 + moment.microsecond) * 1000


def plain(attributes):
    return {key: value if isinstance(value, str) else json.dumps(value) for key, value in attributes.items()}


def to_row(span):
    start = nanoseconds(span["start_time"])
    events = span.get("events") or []
    return {
        "Timestamp": f"{start // 10**9}.{start % 10**9:09d}",
        "TraceId": span["context"]["trace_id"],
        "SpanId": span["context"]["span_id"],
        "ParentSpanId": span.get("parent_id") or "",
        "TraceState": "",
        "SpanName": "llm" if span["span_kind"] == "LLM" else span["name"],
        "SpanKind": "Internal",
        "ServiceName": "arize",
        "ResourceAttributes": {"service.name": "arize"},
        "ScopeName": "",
        "ScopeVersion": "",
        "SpanAttributes": plain(span["attributes"]),
        "Duration": max(0, nanoseconds(span["end_time"]) - start),
        "StatusCode": STATUS.get(span["status_code"], "Unset"),
        "StatusMessage": span.get("status_message") or "",
        "Events.Timestamp": [event["timestamp"] for event in events],
        "Events.Name": [event["name"] for event in events],
        "Events.Attributes": [plain(event.get("attributes") or {}) for event in events],
    }


def serve(folder):
    store = session.Session(folder)
    client = None
    for line in sys.stdin:
        request = json.loads(line)
        if "statement" in request:
            store.query(request["statement"])
            answer = {}
        else:
            client = client or Client(base_url=request["host"])
            started = time.perf_counter()
            spans = client.spans.get_spans(
                project_identifier=request["project"],
                start_time=datetime.fromisoformat(request["start"]),
                end_time=datetime.fromisoformat(request["end"]),
                limit=request["limit"],
                timeout=60,
            )
            read = time.perf_counter()
            rows = "\n".join(json.dumps(to_row(span), ensure_ascii=False) for span in spans)
            settings = "SETTINGS date_time_input_format = 'best_effort'"
            store.query(f"INSERT INTO otel_traces {settings} FORMAT JSONEachRow {rows}")
            ended = time.perf_counter()
            answer = {
                "elapsedMs": (ended - started) * 1000,
                "readMs": (read - started) * 1000,
                "rows": int(str(store.query("SELECT count() FROM otel_traces")).strip()),
            }
        print(json.dumps(answer), flush=True)


serve(sys.argv[1])
