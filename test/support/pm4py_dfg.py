"""Reads event logs as JSON on standard input and writes PM4Py's directly-follows graph of each.

In:  [[["case", "activity", microseconds], …], …]
Out: [{"dfg": [["from", "to", count], …], "start": {activity: count}, "end": {activity: count}}, …]
"""

import json
import sys

import pandas
import pm4py


def discover(events):
    frame = pandas.DataFrame(events, columns=["simulation", "name", "us"])
    frame["time"] = pandas.to_datetime(frame.pop("us"), unit="us", utc=True)
    # PM4Py's own way from a table to a log: it orders the events of a case by time.
    log = pm4py.format_dataframe(frame, case_id="simulation", activity_key="name", timestamp_key="time")
    graph, start, end = pm4py.discover_dfg(log)
    return {
        "dfg": sorted([a, b, int(count)] for (a, b), count in graph.items()),
        "start": {name: int(count) for name, count in start.items()},
        "end": {name: int(count) for name, count in end.items()},
    }


answer = json.dumps([discover(events) for events in json.load(sys.stdin)])
# PM4Py greets on standard output.
print("\n" + answer)
