import { addressOf } from '../route.tsx';
import { instantsOf, type Span } from '../span.ts';
import { RecordTable } from './record-table.tsx';
import { Panel } from './state.tsx';

/** The first records of a list, and the way to all of them. */
export function RecordsPanel({
  span,
  list,
  title,
  says,
  limit = 12,
  wide,
}: {
  span: Span;
  list: string;
  title: string;
  says?: string;
  limit?: number;
  wide?: boolean;
}) {
  const instants = instantsOf(span);
  const all = addressOf('/records', { ...span.asked, list, ...instants });
  return (
    <Panel title={title} {...(says !== undefined && { says })} {...(wide && { wide })}>
      <RecordTable list={list} wanted={{ project: span.project, ...instants, series: '' }} limit={limit} all={all} />
    </Panel>
  );
}
