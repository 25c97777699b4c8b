"""Records what graphite-web 1.1.10 answers to the questions of questions.json into answers.json.

    python3 -m venv /tmp/graphite && /tmp/graphite/bin/pip install graphite-web==1.1.10 'django<4'
    /tmp/graphite/bin/python test/api/graphite-web/record.py

The series are those of questions.json, a day apart, each in the tree and by tags. Nothing but graphite-web computes.
"""

import json
import os
import pathlib
import sys
import tempfile

HERE = pathlib.Path(__file__).parent
ASKED = json.loads((HERE / "questions.json").read_text())
STEP = ASKED["step"]

with tempfile.TemporaryDirectory() as folder:
    pathlib.Path(folder, "finder.py").write_text(
        "from graphite.finders.utils import BaseFinder\n"
        "from graphite.finders import match_entries\n"
        "from graphite.intervals import Interval, IntervalSet\n"
        "from graphite.node import BranchNode, LeafNode\n"
        "SERIES = {}\n"
        "START = STEP = 0\n"
        "class Reader:\n"
        "    def __init__(self, path): self.path = path\n"
        "    def get_intervals(self): return IntervalSet([Interval(0, 2 ** 33)])\n"
        "    def fetch(self, start, end, now=None, requestContext=None):\n"
        "        first = int(start) // STEP * STEP\n"
        "        last = int(end) // STEP * STEP + STEP\n"
        "        values = SERIES[self.path]\n"
        "        at = lambda t: (t - START) // STEP\n"
        "        return (first, last, STEP), [values[at(t)] if 0 <= at(t) < len(values) else None for t in range(first, last, STEP)]\n"
        "class Finder(BaseFinder):\n"
        "    def find_nodes(self, query):\n"
        "        if ';' in query.pattern:\n"
        "            if query.pattern in SERIES: yield LeafNode(query.pattern, Reader(query.pattern))\n"
        "            return\n"
        "        parts = query.pattern.split('.')\n"
        "        seen = set()\n"
        "        for path in sorted(SERIES):\n"
        "            if ';' in path: continue\n"
        "            own = path.split('.')\n"
        "            if len(own) < len(parts) or not all(match_entries([a], b) for a, b in zip(own, parts)): continue\n"
        "            node = '.'.join(own[:len(parts)])\n"
        "            if node in seen: continue\n"
        "            seen.add(node)\n"
        "            yield LeafNode(node, Reader(node)) if len(own) == len(parts) else BranchNode(node)\n"
    )
    pathlib.Path(folder, "chosen.py").write_text(
        "from graphite.settings import *\n"
        f"STORAGE_DIR = LOG_DIR = INDEX_DIR = WHISPER_DIR = {folder!r}\n"
        "SECRET_KEY = 'of a recording'\n"
        "STORAGE_FINDERS = ('finder.Finder',)\n"
        "FUNCTION_PLUGINS = []\n"
        "ALLOWED_HOSTS = ['*']\n"
        f"DATABASES = {{'default': {{'ENGINE': 'django.db.backends.sqlite3', 'NAME': {folder + '/db'!r}}}}}\n"
        "TAGDB = 'graphite.tags.localdatabase.LocalDatabaseTagDB'\n"
        "TIME_ZONE = 'UTC'\n"
        "CACHES = {'default': {'BACKEND': 'django.core.cache.backends.dummy.DummyCache'}}\n"
        "LOG_ROTATION = False\n"
    )
    sys.path.insert(0, folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "chosen"
    import django

    django.setup()
    from django.core.management import call_command
    from django.test import Client

    import finder

    finder.START, finder.STEP = ASKED["start"], STEP
    finder.SERIES = {series["path"]: series["values"] for series in ASKED["series"]}
    call_command("migrate", verbosity=0, run_syncdb=True)
    from graphite.storage import STORE

    for series in ASKED["series"]:
        if "tagged" in series:
            finder.SERIES[series["tagged"]] = series["values"]
            STORE.tagdb.tag_series(series["tagged"])
    client = Client(raise_request_exception=False)
    answers = []
    for question in ASKED["questions"]:
        answer = client.get("/render", {**ASKED["usual"], **question})
        if answer.status_code != 200:
            print(answer.status_code, question, file=sys.stderr)
            answers.append({"status": answer.status_code})
            continue
        answers.append(
            [
                {
                    "target": series["target"],
                    "tags": series["tags"],
                    "times": [series["datapoints"][0][1], series["datapoints"][-1][1]],
                    "values": [value for value, _ in series["datapoints"]],
                }
                for series in json.loads(answer.content)
            ]
        )
    (HERE / "answers.json").write_text("[\n" + ",\n".join("  " + json.dumps(answer) for answer in answers) + "\n]\n")
    print(f"{len(answers)} answers")
