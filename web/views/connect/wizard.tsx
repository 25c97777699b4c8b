import { useState } from 'preact/hooks';
import { type Plugin, Plugins } from '../../answers.ts';
import { ask, reasonOf } from '../../ask.ts';
import { Shown } from '../../parts/state.tsx';
import { type Standing, Step } from '../../parts/step.tsx';
import { useAnswer } from '../../use-answer.ts';
import { MappingEditor } from '../mapping.tsx';
import { AccessStep } from './access-step.tsx';
import { keepMapping } from './keep-mapping.ts';
import type { Mapping } from './mapping-form.ts';
import { ScopeStep } from './scope-step.tsx';
import { StartStep } from './start-step.tsx';

/** The guided way from a source to its first sync: one step after the other, each can be opened again. */
export function Wizard() {
  const [plugins] = useAnswer('plugins', (signal) => ask(Plugins, '/plugins', { signal }));
  const [plugin, setPlugin] = useState<Plugin | undefined>(undefined);
  const [connection, setConnection] = useState('');
  const [scopes, setScopes] = useState<readonly string[]>([]);
  const [isOwn, setOwn] = useState(false);
  const [at, setAt] = useState(1);
  const standing = (step: number): Standing => (step === at ? 'open' : step < at ? 'done' : 'later');
  const step = (number: number) => ({ number, standing: standing(number), onChange: () => setAt(number) });
  const [first] = scopes;
  return (
    <ol class="steps">
      <Step {...step(1)} title="What do you want to connect?" chosen={plugin?.title}>
        <Shown answer={plugins} what="sources">
          {(found) => (
            <div class="choices">
              {found.plugins
                .filter(({ can }) => can.includes('sync'))
                .map((each) => (
                  <button
                    type="button"
                    class="choice"
                    onClick={() => {
                      if (each.name !== plugin?.name) setScopes([]);
                      setPlugin(each);
                      setAt(2);
                    }}
                    key={each.name}
                  >
                    {each.title}
                  </button>
                ))}
            </div>
          )}
        </Shown>
      </Step>
      <Step {...step(2)} title={plugin ? `How is ${plugin.title} reached?` : 'How is it reached?'} chosen={connection}>
        {plugin && (
          <AccessStep
            plugin={plugin}
            key={plugin.name}
            onDone={(name) => {
              if (name !== connection) setScopes([]);
              setConnection(name);
              setAt(3);
            }}
          />
        )}
      </Step>
      <Step
        {...step(3)}
        title={`Which ${plugin?.form?.scope.many ?? 'repositories, boards or jobs'}?`}
        chosen={scopes.length > 2 ? `${scopes.length} ${plugin?.form?.scope.many}` : scopes.join(', ')}
      >
        {plugin && (
          <ScopeStep
            plugin={plugin}
            connection={connection}
            scopes={scopes}
            onChange={setScopes}
            onDone={() => setAt(4)}
          />
        )}
      </Step>
      <Step
        {...step(4)}
        title="What means what?"
        chosen={isOwn ? 'a mapping of your own' : 'as proposed'}
        says="How your team's labels and names are read. The proposal is a good beginning; a change later is applied to everything that was collected, without asking the vendor again. Patterns are RE2."
      >
        {plugin && first !== undefined && (
          <MappingStep
            plugin={plugin}
            connection={connection}
            scopes={scopes}
            key={`${connection} ${first}`}
            onDone={(own) => {
              setOwn(own);
              setAt(5);
            }}
          />
        )}
      </Step>
      <Step
        {...step(5)}
        title="Name it and start"
        says="The first sync asks for everything, later ones for what is new. It can be canceled at any time, and goes on where it stopped."
      >
        <StartStep scopes={scopes} />
      </Step>
    </ol>
  );
}

function MappingStep({
  plugin,
  connection,
  scopes,
  onDone,
}: {
  plugin: Plugin;
  connection: string;
  scopes: readonly string[];
  onDone: (isOwn: boolean) => void;
}) {
  const proposed: Mapping = plugin.proposedScopeConfig ?? {};
  const [mapping, setMapping] = useState(proposed);
  const [isGood, setGood] = useState(true);
  const [wrong, setWrong] = useState('');
  const goOn = async (): Promise<void> => {
    try {
      if (mapping !== proposed)
        await keepMapping({ plugin: plugin.name, name: `${connection}-mapping`, mapping, scopes });
      onDone(mapping !== proposed);
    } catch (cause) {
      setWrong(reasonOf(cause));
    }
  };
  return (
    <>
      <MappingEditor
        plugin={plugin}
        connection={connection}
        scope={scopes[0] ?? ''}
        mapping={mapping}
        onChange={(next, good) => {
          setMapping(next);
          setGood(good);
        }}
      />
      <p class="buttons">
        <button type="button" class="button" disabled={!isGood} onClick={goOn}>
          {mapping === proposed ? 'Go on with the proposal' : 'Keep it and go on'}
        </button>
      </p>
      <p class="refused" role="alert">
        {wrong}
      </p>
    </>
  );
}
