"""What an analyst does with pandas, against the server whose address and key are given. Prints what came of it as JSON."""

import ast
import json
import sys

import pandas as pd
import requests

base, KEY, readme, broken, broken_key = sys.argv[1:]
url, key = f"{base}/api/v1", {"Authorization": f"Bearer {KEY}"}
packed = {**key, "Accept-Encoding": "gzip"}
# A server one of whose boards cannot be read.
boards, boards_key = f"{broken}/api/v1/data/boards", {"Authorization": f"Bearer {broken_key}"}


def shape(frame):
    return {"rows": len(frame), "types": {name: str(kind) for name, kind in frame.dtypes.items()}}


def failure(work):
    try:
        return f"none: {work()!r}"
    except Exception as error:
        return f"{type(error).__module__}.{type(error).__name__}"


def read(path, options=key, **more):
    return pd.read_json(f"{url}/data/{path}", lines=True, storage_options=options, **more)


def of_readme():
    """The lines of README.md as they stand there, but for the address."""
    names = {"KEY": KEY}
    shown = []
    for line in ast.parse(readme.replace("http://127.0.0.1:7070", base)).body:
        code = ast.unparse(line)
        value = eval(code, names) if isinstance(line, ast.Expr) else exec(code, names)
        if isinstance(value, pd.DataFrame):
            shown.append(shape(value))
    return shown


def of_contract():
    r = requests.get(f"{url}/data/issues", params={"fields": "id,status", "status": "DONE"}, headers=key, stream=True)
    return pd.DataFrame([json.loads(line) for line in r.iter_lines()])


def kept_up():
    """A copy that is brought up to date by what changed, deletions included."""
    with requests.get(f"{url}/data/issues", headers=key) as answer:
        since = answer.headers["X-Data-As-Of"]
    changed = read(f"issues?fields=id,title&deleted=1&since={since}")
    return len(changed)


# pandas takes a column for times by its name only when that ends in _at or _time.
text = read(
    "issues?fields=id,title,status,story_point,created_date,lead_time_minutes,is_subtask",
    convert_dates=["created_date"],
)
columns = pd.read_parquet(
    f"{url}/data/issues?format=parquet&fields=id,title,status,story_point,created_date,lead_time_minutes,is_subtask",
    storage_options=key,
)
some = "status=DONE,TODO&story_point=3&created_date=&fields=id"
both = text.merge(columns, on="id", suffixes=("", "_columns"))
print(
    json.dumps(
        {
            "readme": of_readme(),
            "contract": shape(of_contract()),
            "text": shape(text),
            "columns": shape(columns),
            "alike": {
                "rows": len(both),
                "titles": bool((both.title == both.title_columns).all()),
                "times": bool((both.created_date.dropna() == both.created_date_columns.dropna()).all()),
                "minutes": bool((both.lead_time_minutes.dropna() == both.lead_time_minutes_columns.dropna()).all()),
            },
            "filtered": [
                sorted(read(f"issues?{some}").id),
                sorted(pd.read_parquet(f"{url}/data/issues?{some}&format=parquet", storage_options=key).id),
            ],
            "packed": bool(read("issues", packed).equals(read("issues"))),
            "titles": sorted(text.title)[:3],
            "chunks": [len(chunk) for chunk in read("issues", chunksize=500)],
            "changed": kept_up(),
            "broken": [
                failure(lambda: pd.read_json(boards, lines=True, storage_options=boards_key)),
                failure(lambda: pd.read_json(boards, lines=True, storage_options={**packed, **boards_key})),
                failure(lambda: requests.get(boards, headers={**boards_key, "Accept-Encoding": "identity"})),
                failure(lambda: requests.get(boards, headers=boards_key)),
            ],
            "refused": [failure(lambda: read("issues?colour=red")), failure(lambda: read("issues", {}))],
        }
    )
)
