import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Me, Projects, SyncedScopes } from './answers.ts';
import { ask, KEY_REFUSED } from './ask.ts';
import { CallerContext } from './caller.tsx';
import { Empty } from './parts/state.tsx';
import { keptTheme, showTheme, type Theme } from './parts/theme.ts';
import { addressOf, go, Link, type Place, usePlace } from './route.tsx';
import { holdKey, ownAddress } from './session.ts';
import { ranges, type Span, spanOf, steps } from './span.ts';
import { shownOf, useAnswer } from './use-answer.ts';
import { Build } from './views/build.tsx';
import { Connect } from './views/connect.tsx';
import { Deliver } from './views/deliver.tsx';
import { Flow } from './views/flow.tsx';
import { Incidents } from './views/incidents.tsx';
import { Now } from './views/now.tsx';
import { RecordView } from './views/record.tsx';
import { Records } from './views/records.tsx';
import { Review } from './views/review.tsx';
import { TablesView } from './views/tables.tsx';

/** The views about a product, by path. */
const views: Readonly<Record<string, { readonly title: string; readonly of: (span: Span) => ComponentChildren }>> = {
  '/flow': { title: 'Flow', of: (span) => <Flow span={span} /> },
  '/deliver': { title: 'Deliver', of: (span) => <Deliver span={span} /> },
  '/review': { title: 'Review', of: (span) => <Review span={span} /> },
  '/build': { title: 'Build', of: (span) => <Build span={span} /> },
  '/incidents': { title: 'Incidents', of: (span) => <Incidents span={span} /> },
};
const titles: Readonly<Record<string, string>> = {
  '/': 'Now',
  '/connect': 'Connect',
  ...Object.fromEntries(Object.entries(views).map(([path, { title }]) => [path, title])),
  '/tables': 'Data',
};

/** Until it is known who looks, nothing is offered. */
const NOBODY = { name: '', role: 'reader' };

/** The whole page. */
export function App() {
  const place = usePlace();
  const [me, again] = useAnswer('me', (signal) => ask(Me, '/me', { signal }));
  const [isRefused, setRefused] = useState(false);
  useEffect(() => {
    const onRefused = (): void => setRefused(true);
    addEventListener(KEY_REFUSED, onRefused);
    return () => removeEventListener(KEY_REFUSED, onRefused);
  }, []);
  const onKey = (): void => {
    setRefused(false);
    again();
  };
  if (isRefused || (me.kind === 'refused' && me.status === 401)) return <AskKey isRefused={isRefused} onKey={onKey} />;
  if (me.kind === 'refused') return <Alone title="Sluice does not answer">{me.reason}</Alone>;
  return (
    <CallerContext.Provider value={shownOf(me) ?? NOBODY}>
      <Shell place={place} />
    </CallerContext.Provider>
  );
}

function Shell({ place }: { place: Place }) {
  const { path, query } = place;
  const [projects] = useAnswer(`projects ${path}`, (signal) => ask(Projects, '/projects?limit=200', { signal }));
  const [synced] = useAnswer(`synced ${path}`, (signal) => ask(SyncedScopes, '/synced-scopes', { signal }));
  const names = shownOf(projects)?.projects.map(({ name }) => name) ?? [];
  const isSample = shownOf(synced)?.scopes.some(({ connection }) => connection === 'sample') ?? false;
  const now = Date.now();
  const project = query.project ?? names[0];
  const span = project === undefined ? undefined : spanOf(project, query, now);
  const kept = { project: query.project, range: query.range, by: query.by, until: query.until };
  const view = views[path];
  // A link that is copied says which product it is about.
  const isUnsaid = view !== undefined && span !== undefined && query.project === undefined;
  useEffect(() => {
    if (isUnsaid) go(addressOf(path, { ...query, project }), { replace: true });
  }, [isUnsaid, path]);
  document.title = `${titles[path] ?? 'Records'} · Sluice`;
  return (
    <>
      <a class="skip" href="#main">
        To the content
      </a>
      <header>
        <Link to={addressOf('/', kept)} class="brand">
          <img src="/sluice.svg" alt="" width={28} height={28} />
          Sluice
        </Link>
        <nav aria-label="Views">
          {Object.entries(titles).map(([to, title]) => (
            <Link to={addressOf(to, kept)} current={to === path} key={to}>
              {title}
            </Link>
          ))}
        </nav>
        <ThemeChoice />
      </header>
      {isSample && (
        <p class="sample-banner" role="note">
          <b>Sample data.</b> Acme and its year are made up. To see your own,{' '}
          <Link to="/connect">connect a source</Link>.
        </p>
      )}
      <main id="main" tabIndex={-1}>
        <div class="title">
          <h1>{titles[path] ?? (path === '/record' ? 'Record' : 'Records')}</h1>
          {view && span && <Choices names={names} span={span} path={path} />}
        </div>
        {view ? (
          span ? (
            view.of(span)
          ) : projects.kind === 'there' ? (
            <NoProject />
          ) : (
            <p class="waiting">Loading products …</p>
          )
        ) : (
          <Other place={place} now={now} isSample={isSample} />
        )}
      </main>
    </>
  );
}

function Other({ place: { path, query }, now, isSample }: { place: Place; now: number; isSample: boolean }) {
  if (path === '/') return <Now query={query} now={now} />;
  if (path === '/connect')
    return isSample && query.connection === undefined ? <ConnectElsewhere /> : <Connect query={query} />;
  if (path === '/tables') return <TablesView query={query} />;
  if (path === '/records') return <Records query={query} />;
  if (path === '/record') return <RecordView query={query} />;
  return (
    <Empty title="There is no such view">
      <Link to="/">What runs now</Link>
    </Empty>
  );
}

function Choices({ names, span, path }: { names: readonly string[]; span: Span; path: string }) {
  const choose = (chosen: Readonly<Record<string, string>>): void =>
    go(addressOf(path, { ...span.asked, ...chosen }), { replace: true });
  return (
    <div class="choices-bar">
      <label>
        Product{' '}
        <select value={span.project} onChange={(event) => choose({ project: event.currentTarget.value })}>
          {names.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
      <label>
        Over{' '}
        <select value={span.range.name} onChange={(event) => choose({ range: event.currentTarget.value })}>
          {[...ranges]
            .sort((a, b) => a.days - b.days)
            .map(({ name, says }) => (
              <option key={name} value={name}>
                {says}
              </option>
            ))}
        </select>
      </label>
      <label>
        Until{' '}
        <input
          type="date"
          value={span.to}
          max={new Date().toISOString().slice(0, 10)}
          onChange={(event) => choose({ until: event.currentTarget.value })}
        />
      </label>
      <label>
        Step{' '}
        <select value={span.asked.by ?? ''} onChange={(event) => choose({ by: event.currentTarget.value })}>
          <option value="">as fits</option>
          {steps.map((step) => (
            <option key={step}>{step}</option>
          ))}
        </select>
      </label>
    </div>
  );
}

/** A sample stays a sample: what is real lies in a store of its own, which has a page of its own. */
function ConnectElsewhere() {
  const own = ownAddress();
  return (
    <Empty title="Your own data lies apart from the sample">
      {own === undefined ? (
        <p>
          Run <code>npm run sluice -- serve</code> and open the address that it prints.
        </p>
      ) : (
        <p>
          <a class="button" href={own}>
            Connect your own data
          </a>
        </p>
      )}
      <p>
        Or try what another mapping makes{' '}
        <Link to={addressOf('/connect', { connection: 'sample', scope: 'github@sample:acme/checkout' })}>
          of a sample’s labels
        </Link>
        .
      </p>
    </Empty>
  );
}

function NoProject() {
  return (
    <Empty title="There is no product yet">
      <p>Metrics are counted for a product: the repositories, boards and builds that belong together.</p>
      <p>
        <Link to="/connect" class="button">
          Connect a source
        </Link>{' '}
        and name the product when you start its sync.
      </p>
    </Empty>
  );
}

const NEXT: Readonly<Record<Theme, Theme>> = { system: 'light', light: 'dark', dark: 'system' };
const SAYS: Readonly<Record<Theme, string>> = { system: 'Auto', light: 'Light', dark: 'Dark' };

function ThemeChoice() {
  const [theme, setTheme] = useState(keptTheme);
  const next = (): void => {
    showTheme(NEXT[theme]);
    setTheme(NEXT[theme]);
  };
  return (
    <button type="button" class="quiet theme" onClick={next} aria-label={`Colours: ${SAYS[theme]}`}>
      {SAYS[theme]}
    </button>
  );
}

function AskKey({ isRefused, onKey }: { isRefused: boolean; onKey: () => void }) {
  const [key, setKey] = useState('');
  const hold = (event: Event): void => {
    event.preventDefault();
    holdKey(key.trim());
    onKey();
  };
  return (
    <Alone title={isRefused ? 'This key is not taken any more' : 'Which key do you have?'}>
      <p>
        {isRefused ? 'It has expired or was revoked.' : 'This tab has no key.'} Open the address that{' '}
        <code>npm start</code> or <code>sluice serve</code> printed, or give a key that an admin made.
      </p>
      <form class="form row" onSubmit={hold}>
        <label>
          API key
          <input
            type="password"
            autocomplete="off"
            value={key}
            onInput={(event) => setKey(event.currentTarget.value)}
          />
        </label>
        <button type="submit" class="button">
          Open
        </button>
      </form>
    </Alone>
  );
}

function Alone({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <main class="alone">
      <img src="/sluice.svg" alt="" width={56} height={56} />
      <h1>{title}</h1>
      {children}
    </main>
  );
}
