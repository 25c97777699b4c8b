import type { Route } from '../../shared/api/route.ts';

const HEAD = `# The API

<!-- Written by "npm run docs" from the routes in shared/api: change those. -->

Below \`/api/v1\`, the same in a deployed Sluice and in \`sluice serve\`. All shapes are in \`GET /api/v1/openapi.json\` (OpenAPI 3.1), a page of them is \`GET /api/v1/docs\`.

**Who may.** \`Authorization: Bearer KEY\`, or Basic with the key as the password, or a JWT of the OIDC issuer that is configured (\`cdk deploy -c oidc='{"issuer": …, "audience": …, "jwksUri": …}'\`; the claim \`sluice_role\` names the role; the keys come over https, from a public address, and are kept for ten minutes). \`sluice keys create grafana --role reader --days 365\` makes a key for the local server, \`POST /keys\` for a deployed one, whose first admin key is the secret \`sluice/api-key\`. A key is kept as a hash, expires when it says so, and opens nothing once it is revoked (deployed: within a minute). Each role includes those before it: reader, operator, admin.

**What goes wrong** is \`application/problem+json\` (RFC 9457): \`{"status": 400, "code": "invalid_input", "detail": "… and how to mend it", "errors": [{"path": ["scopes", 0], "message": "…"}]}\`.

**Lists** are \`{"runs": […], "next": "cursor" or null}\`; a cursor is good for the same query only. **Every POST** takes an \`Idempotency-Key\` of 1 to 200 characters. It is its caller's own, and stands for a day for what was sent with it first, method, address and body: sent again, the first answer is answered (\`Idempotency-Replayed: true\`); with something else, 422; while the first one is under way, 409. What failed may be sent again; should the server die in between, a minute later. The answer of \`POST /keys\` is given once: sent again, 409 says where the key is. Questions (\`/sql\`, \`/preview\`, Graphite) change nothing, and are asked again. **What is configured** has a revision, which is its \`ETag\`: PUT and DELETE with \`If-Match: "3"\` are refused with 409 when it has changed, \`If-None-Match: *\` makes it only where there is none. What is made again under the name of a removed one goes on from its last revision. Every GET that answers JSON has an \`ETag\`: with \`If-None-Match\`, 304 says that it is as it was. What it names has to be there (400), and what something names stays (409): [config.md](config.md#what-names-what). The list of blueprints shows of each \`nextAt\` and \`lastRun\`; one is scheduled as soon as it is put: [when it starts](config.md#when-a-blueprint-starts).

**Limits.** A body of 256 KiB, an address of 16 KiB, 1,000 requests at once and 500 a second for each caller in a process; API Gateway lets 50 a second through.

**Data** comes in one stream, a JSON object a line, in constant memory, in the order of its keys (each row once; \`order=-id\` turns it round; other orders are \`ORDER BY\` in \`POST /sql\`). What fails in the middle breaks the connection: who reads to the end has all of it; with \`end=1\` a last line says so. \`Accept-Encoding: gzip\` packs what is answered. A function of AWS cannot stream through an HTTP API: what is more than 4 MiB is written to an object there, and 303 leads to its address, which is good for an hour. S3 refuses whoever sends a key along to it: curl and \`requests\` do not, urllib, and so pandas with \`storage_options\`, does. There the address comes first: \`pd.read_json(requests.get(url, headers=key, allow_redirects=False).headers["Location"], lines=True)\`.

**Persons.** Columns that name somebody (\`person\` in \`GET /data/{table}/schema\`) are in no answer unless \`fields\` asks for them, and are told to an operator only; \`fields=*\` is all columns. A table that is about persons (\`accounts\`, \`issue_assignees\`) is an operator's as a whole. That holds for \`/data\`: \`POST /sql\` and a row's raw JSON tell a reader everything that was collected, so give no key to whom that may not be told.

**Keeping up.** \`X-Data-As-Of\` of one answer is the \`since\` of the next: what changed since then, whatever a run under way was at, what a changed mapping made of older answers included; some rows may come again. With \`deleted=1\` what was removed comes too, as its key and \`deleted_at\`: take rows by their key, and away where \`deleted_at\` is set. \`limit=1000\` parts an answer into pages, each with a \`Link\` to the next one; its \`cursor\` is good for the same query of the same caller, without \`limit\` it goes on to the end.

**Types.** Parquet has them: times are in UTC. It takes \`fields\`, filters, \`since\`, \`until\` and \`order\`. Lines have text; pandas takes \`*_date\` columns for times with \`convert_dates=["created_date"]\`. An empty value asks for what is absent: \`resolution_date=\`.

**Parquet.** \`format=parquet\` is one file of what was published. Deployed, 303 leads from there to where it is written, below the same address, and from there, when it is more than 4 MiB, to an object. pandas takes both answers with \`storage_options\` as long as none leads to an object: its urllib would send the key along, S3 refuses that, and so it is told 400. \`requests\` leaves the key behind, and reads any size, here and deployed:

\`\`\`python
import io, pandas as pd, requests
url, key = "https://ID.execute-api.REGION.amazonaws.com/api/v1", {"Authorization": f"Bearer {KEY}"}
pd.read_parquet(f"{url}/data/issues?format=parquet", storage_options=key)  # up to 4 MiB
pd.read_parquet(io.BytesIO(requests.get(f"{url}/data/issues?format=parquet", headers=key).content))
\`\`\`

**Asking vendors** (check, discover, fields, preview) uses what is left for people of a token's budget, reaches no private address in AWS, and is answered within 25 s there: a listing that takes longer ends with \`"more": true\`, anything else is 503. A token that was kept (\`PUT /connections/{name}/secret\`) is used by them a second later, and by runs a minute later. It lies in a file that only its owner reads, deployed as the secret \`sluice/connections/NAME\`; an address or share that this secret told before stays in it.

**Logs** of deployed runs come out of CloudWatch Logs: a line is there some seconds after it was written, for as long as logs are kept (30 days).

**Grafana.** Add its built-in Graphite data source with the address of the server and \`/graphite\`, Basic auth, any user, and a reader's key as the password. Names are \`metric.product.tags…\`, such as \`flow.entered.Mon.v1_1.TODO\`, with the number's name at the end where a metric has several (\`issue.lead_time.Mon.median\`); \`seriesByTag('name=flow.entered', 'product=Mon', 'type=BUG')\` parts by tags. All numbers are a day apart, in UTC; what is counted over a range (DORA) stands at the first day of its month. \`sync.age.CONNECTION\` (hours), \`sync.runs.CONNECTION.STATE\`, \`sync.requests\`, \`sync.not_modified\`, \`sync.dead\`, \`sync.written\` and \`sync.minutes\` tell of the syncs themselves. \`GET /graphite/functions\` lists some ninety functions; what they compute is compared with the answers of graphite-web 1.1.10.
`;

/** The page of the API: each route with what it does and who may call it. */
export function apiPage(routes: readonly Route[]): string {
  const tags = [...new Set(routes.map(({ tag }) => tag))];
  const sections = tags.map((tag) => {
    const rows = routes
      .filter((each) => each.tag === tag)
      .map(
        ({ method, path, role, says }) =>
          `| \`${method.toUpperCase()} ${path}\` | ${role} | ${says.replaceAll('|', '\\|')} |`,
      );
    return [`## ${tag}`, '', '| route | role | what it does |', '| --- | --- | --- |', ...rows].join('\n');
  });
  return `${HEAD}\n${sections.join('\n\n')}\n`;
}
