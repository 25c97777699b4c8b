import { RecordTable } from '../parts/record-table.tsx';
import { Panel } from '../parts/state.tsx';
import { recordLists } from '../records.ts';
import { sayTime } from '../say.ts';

/** The records behind a number; each line leads to the row and its raw JSON. */
export function Records({ query }: { query: Readonly<Record<string, string>> }) {
  const { list = '', project = '', from = '', to = '', series = '', later = '' } = query;
  const title = recordLists[list]?.title ?? 'Records';
  return (
    <div class="panels">
      <Panel
        title={series === '' ? title : `${title}: ${series}`}
        says={`${project}, from ${sayTime(from)} to ${sayTime(to)}. Choose a line for its raw JSON.`}
        wide
      >
        <p>
          <button type="button" class="quiet" onClick={() => history.back()}>
            ← Back to the chart
          </button>
        </p>
        <RecordTable list={list} wanted={{ project, from, to, series, later }} />
      </Panel>
    </div>
  );
}
