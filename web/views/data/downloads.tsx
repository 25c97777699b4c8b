import { useState } from 'preact/hooks';
import * as z from 'zod';
import { askRaw, reasonOf } from '../../ask.ts';

const FORMATS = [
  { format: 'csv', says: 'CSV' },
  { format: 'ndjson', says: 'NDJSON' },
  { format: 'parquet', says: 'Parquet' },
] as const;

/** Where a large answer lies: in a bucket, under an address that is good for an hour. */
const Elsewhere = z.object({ location: z.url({ protocol: /^https?$/ }) });

/** A download carries the key in a header, which a plain link cannot: it is fetched and handed over. */
export function Downloads({ name }: { name: string }) {
  const [said, setSaid] = useState({ text: '', isBad: false });
  const download = async (format: string): Promise<void> => {
    try {
      setSaid({ text: 'Downloading …', isBad: false });
      const path = `/data/${encodeURIComponent(name)}?format=${format}`;
      const response = await askRaw(path, { prefer: 'location' });
      const link = document.createElement('a');
      link.href = response.headers.has('preference-applied')
        ? Elsewhere.parse(await response.json()).location
        : URL.createObjectURL(await response.blob());
      link.download = `${name}.${format}`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
      setSaid({ text: `${name}.${format} is there.`, isBad: false });
    } catch (cause) {
      setSaid({ text: reasonOf(cause), isBad: true });
    }
  };
  return (
    <div class="buttons">
      <span>Download all of it:</span>
      {FORMATS.map(({ format, says }) => (
        <button type="button" key={format} onClick={() => download(format)}>
          {says}
        </button>
      ))}
      <span role="status" class={said.isBad ? 'refused' : 'says'}>
        {said.text}
      </span>
    </div>
  );
}
